"""Django's admin over the same suppliers: one file, one model, as its documentation shows it."""

import os
from pathlib import Path

import django
from django.conf import settings

DATABASE = Path(os.environ["BENCH_DATABASE"])

settings.configure(
    DEBUG=False,
    SECRET_KEY="only-for-the-benchmark",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATABASE)}},
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    STATIC_URL="/static/",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
)
django.setup()

from django.contrib import admin  # noqa: E402 - Django's modules need its settings first
from django.core.wsgi import get_wsgi_application  # noqa: E402 - the same
from django.db import models  # noqa: E402 - the same
from django.urls import path  # noqa: E402 - the same


class Supplier(models.Model):
    """The columns of our list."""

    number = models.TextField(unique=True)
    name = models.TextField(db_index=True)
    country = models.TextField()
    state = models.TextField(db_index=True)

    class Meta:
        app_label = "auth"
        db_table = "bench_supplier"


@admin.register(Supplier)
class SupplierAdmin(admin.ModelAdmin):
    """The same list: number, name, country, state; filter, search, 50 a page."""

    list_display = ("number", "name", "country", "state")
    list_filter = ("state",)
    search_fields = ("name", "number")
    list_per_page = 50


urlpatterns = [path("admin/", admin.site.urls)]
application = get_wsgi_application()
