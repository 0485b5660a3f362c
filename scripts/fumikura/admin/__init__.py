"""The models -> forms in the browser, under ``/admin/``."""
