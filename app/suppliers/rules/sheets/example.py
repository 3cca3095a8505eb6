"""The template: its first line and example rows of invented suppliers, to be overwritten."""

from app.suppliers.rules.sheets.columns import COLUMNS

EXAMPLE: tuple[tuple[str, ...], ...] = (
    COLUMNS,
    (
        "Northlake Quality Systems GmbH",
        "Germany",
        "https://www.example.com",
        "Supplier of our quality management system",
        "Northlake QMS",
        "Enterprise",
        "Documents|CAPA|Training",
        "Example Cloud",
        "eu-central",
        "Document approval, CAPA and training records",
        "yes",
        "Saturdays 20:00-24:00 UTC",
        "30",
        "",
        "",
    ),
    (
        "Ferrous Labs Ltd",
        "Ireland",
        "https://www.example.org",
        "Supplier of the laboratory information system",
        "Ferrous LIMS",
        "Standard",
        "Samples|Stability",
        "Example Cloud",
        "eu-west",
        "Sample registration and results of release testing",
        "yes",
        "",
        "14",
        "",
        "",
    ),
    ("Paper Lantern SA", "Switzerland", "https://www.example.net", "No service of it yet", *[""] * 11),
)
