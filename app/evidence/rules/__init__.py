"""What is judged about evidence: standing, confidence, who may read it, when its owner is reminded. Pure."""
