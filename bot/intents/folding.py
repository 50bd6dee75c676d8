"""Words as they are compared, whoever wrote them and however."""

from __future__ import annotations

import re
import unicodedata

_ORNAMENT = re.compile(
    r"[^\w\s@#+＋()（）【】「」『』\-–〜~：:,、，./／・&＆%％'’\"„“”]|[\ufe0f\u20e3\u200d]"
)
_CIRCLED_BESIDE = re.compile(r"(?<=[①-⑳❶-❿])(?=[①-⑳❶-❿])")


def folded(text: str) -> str:
    """As words are compared: in one case and width, without ornaments and signs at the end."""
    apart = _CIRCLED_BESIDE.sub(" ", _ORNAMENT.sub(" ", text))
    plain = unicodedata.normalize("NFKC", apart).casefold()
    return re.sub(r"\s+", " ", plain).strip(" .。,、!！?？:：")
