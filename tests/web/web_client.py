"""What a browser does, without one: it keeps cookies, and sends the token of the page."""

import re
import time
from dataclasses import dataclass
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
from starlette.testclient import TestClient


@dataclass
class Browser:
    client: TestClient

    def get(self, address: str, **options: Any) -> Any:
        return self.client.get(address, **options)

    def csrf(self) -> str:
        return re.search(r'name="csrf" content="(\w+)"', self.get("/upload").text)[1]

    def post(self, address: str, data: dict[str, Any], **options: Any) -> Any:
        return self.client.post(address, data={"csrf": self.csrf(), **data}, **options)

    def line(self, call: str, index: int) -> dict[str, str]:
        page = self.get("/call", params={"c": call}).text
        mark = re.search(rf'data-index="{index}" data-mark="(\w+)"', page)
        return {"c": call, "index": str(index), "mark": mark[1] if mark else ""}

    def label(self, call: str, index: int, label: str, **options: Any) -> Any:
        form = {**self.line(call, index), "change": "label", "value": label}
        return self.post("/label", form, **options)

    def finished(self, job: str) -> str:
        for _ in range(600):
            page = self.get("/job", params={"job": job}).text
            if 'data-finished="true"' in page:
                return page
            time.sleep(0.1)
        raise AssertionError("the job takes for ever")
