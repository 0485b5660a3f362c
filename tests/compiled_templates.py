"""The engine compiles its seventy templates anew for each build, which takes half of a small one: here each is compiled
once for a worker."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from jinja2 import BytecodeCache, Environment

if TYPE_CHECKING:
    import pytest
    from jinja2.bccache import Bucket


class _Kept(BytecodeCache):
    """In memory, by the template's file, what is read of it, and all else that tells how it is compiled."""

    def __init__(self) -> None:
        self._by_key: dict[str, bytes] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        how = (sorted(environment.extensions), environment.autoescape, environment.trim_blocks, environment.finalize)
        read = environment.preprocess(
            source, name, filename
        )  # what extensions have put in, such as the words of a language
        return super().get_bucket(environment, name, f"{filename}{how}", read)

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._by_key:
            bucket.load_bytecode(io.BytesIO(self._by_key[bucket.key]))

    def dump_bytecode(self, bucket: Bucket) -> None:
        out = io.BytesIO()
        bucket.write_bytecode(out)
        self._by_key[bucket.key] = out.getvalue()


def keep_compiled(patch: pytest.MonkeyPatch) -> None:
    """Have every environment that is made from now on know what others have compiled."""
    made, kept = Environment.__init__, _Kept()

    def make(environment: Environment, *arguments: Any, **options: Any) -> None:
        made(environment, *arguments, **options)
        environment.bytecode_cache = environment.bytecode_cache or kept

    patch.setattr(Environment, "__init__", make)
