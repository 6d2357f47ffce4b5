"""Made-up Chinese names: common family names and given-name characters, put together at random."""

from __future__ import annotations

import numpy as np

_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
_FIRST = "子雨梓思宇欣一佳嘉晓文俊志明建国海春秋冬雪丽美静婷慧敏玉兰清若可诗语安天浩泽博"
_SECOND = "涵轩怡然妍琪萱彤宁瑶颖琳洁倩薇莹岚霞芳萍伟强磊军勇杰涛鹏辉斌超峰亮凯航阳宸铭"


def people_names(count: int, rng: np.random.Generator) -> list[str]:
    """`count` different names of three characters (room for about 90,000)."""
    total = len(_FAMILY) * len(_FIRST) * len(_SECOND)
    names = []
    for index in rng.choice(total, size=count, replace=False):
        rest, second = divmod(int(index), len(_SECOND))
        family, first = divmod(rest, len(_FIRST))
        names.append(_FAMILY[family] + _FIRST[first] + _SECOND[second])
    return names
