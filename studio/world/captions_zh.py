"""World: the Chinese (simplified) a scene is told in: vocabulary first, grammar after. Standard library only."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from studio.world.scene import AIRLESS, INDOORS, PEOPLE, VEHICLES, Character, Performance, Prop, Scene, moves

if TYPE_CHECKING:
    from studio.world.captions import Told

NOUNS = {
    "woman": ("女人", "女子", "女士"), "man": ("男人", "男子", "男士"), "child": ("孩子", "小孩", "小朋友"),
    "wizard": ("巫师", "魔法师", "法师"), "knight": ("骑士",), "astronaut": ("宇航员", "航天员"), "robot": ("机器人",),
    "monster": ("怪物", "小怪兽"), "dog": ("狗", "小狗"), "cat": ("猫", "小猫"), "rabbit": ("兔子", "小兔子"),
    "horse": ("马", "骏马"), "mammoth": ("猛犸象", "长毛猛犸"), "penguin": ("企鹅",), "bird": ("鸟", "小鸟"),
    "dragon": ("龙", "巨龙"), "car": ("汽车", "小汽车", "轿车"), "bus": ("巴士", "公交车", "公共汽车"),
}
MEASURES = {"woman": "位名个", "man": "位名个", "child": "个名", "wizard": "位名个", "knight": "位名",
            "astronaut": "名位", "robot": "个台", "monster": "只个", "dog": "只条", "cat": "只", "rabbit": "只",
            "horse": "匹", "mammoth": "头", "penguin": "只", "bird": "只", "dragon": "条", "car": "辆", "bus": "辆"}
COLOURS = {"red": ("红色",), "orange": ("橙色", "橘色"), "yellow": ("黄色",), "green": ("绿色",), "blue": ("蓝色",),
           "purple": ("紫色",), "pink": ("粉色", "粉红色"), "white": ("白色",), "black": ("黑色",),
           "brown": ("棕色", "褐色")}
# The garment of people: a verb of wearing and a piece of clothing.
CLOTHES = {"woman": (("穿", "{c}连衣裙"), ("身穿", "{c}裙子"), ("穿着", "{c}长裙")),
           "man": (("穿", "{c}大衣"), ("身穿", "{c}毛衣"), ("穿着", "{c}外衣")),
           "child": (("穿", "{c}背带裤"), ("穿着", "{c}背带裤"), ("身穿", "{c}背带裤")),
           "wizard": (("穿", "{c}长袍"), ("身穿", "{c}长袍"), ("身披", "{c}法袍")),
           "knight": (("披着", "{c}披风"), ("身穿", "{c}铠甲"), ("身披", "{c}斗篷")),
           "astronaut": (("穿", "{c}宇航服"), ("身穿", "{c}太空服"))}
PAINTED = {"robot": ("{c}{n}", "{c}的{n}"),
           "monster": ("{c}{n}", "毛茸茸的{c}{n}", "矮小的毛茸茸的{c}{n}", "长着{c}绒毛的{n}"),
           "dog": ("{c}的{n}", "{c}{n}", "毛色是{c}的{n}"), "cat": ("{c}的{n}", "{c}{n}", "毛色是{c}的{n}"),
           "rabbit": ("{c}的{n}", "{c}{n}", "毛茸茸的{c}{n}"), "horse": ("{c}的{n}", "{c}{n}"),
           "mammoth": ("{c}{n}", "{c}的{n}", "巨大的{c}{n}"), "bird": ("{c}的{n}", "{c}{n}", "长着{c}羽毛的{n}"),
           "dragon": ("{c}的{n}", "{c}{n}", "长着{c}鳞片的{n}")}
ANY = ("{c}{n}", "{c}的{n}")
HAIR = {"black": "黑发", "brown": "棕发", "blond": "金发", "red": "红发", "grey": "灰发"}

ALIVE = tuple(kind for kind in NOUNS if kind not in VEHICLES)
VERBS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {  # a phrase, and the kinds it suits (none: all)
    "stand": (("站着", ALIVE), ("静静地站着", ALIVE), ("站着不动", ALIVE), ("停着", VEHICLES),
              ("静静地停着", VEHICLES)),
    "walk": (("行走", ()), ("走着", ()), ("慢慢地走", ()), ("散步", PEOPLE), ("漫步", (*PEOPLE, "horse", "mammoth")),
             ("摇摇摆摆地走", ("penguin",))),
    "run": (("奔跑", ()), ("跑着", ()), ("飞快地跑", ()), ("跑步", PEOPLE), ("飞奔", ())),
    "jump": (("跳跃", ()), ("蹦蹦跳跳", ()), ("跳来跳去", ()), ("高高跳起", ())),
    "dance": (("跳舞", ()), ("开心地跳舞", ()), ("翩翩起舞", ())),
    "wave": (("挥手", ()), ("招手", ()), ("挥手打招呼", ()), ("挥手致意", ())),
    "sit": (("坐着", ()), ("静静地坐着", ()), ("跪着", (*PEOPLE, "monster", "robot")),
            ("跪坐着", (*PEOPLE, "monster", "robot")), ("蹲坐着", ("dog", "cat", "rabbit"))),
    "cast": (("施放闪电", ()), ("用一只手放出闪电", ()), ("用一只手射出闪电", ()), ("施法召唤闪电", ())),
    "drive": (("行驶", ()), ("缓缓行驶", ()), ("飞驰", ()), ("行进", ())),
    "fly": (("飞翔", ()), ("飞行", ()), ("展翅飞翔", ()), ("飞着", ())),
}
PLACES = {
    "neon street": ("霓虹街道上", "霓虹闪烁的东京街头", "灯火温暖的东京霓虹街上", "挂满霓虹灯招牌的街上"),
    "market street": ("集市上", "摆满摊位的老街上", "东京的摊贩街上", "两旁都是小摊的街道上"),
    "snowy meadow": ("雪原上", "积雪的草地上", "远处有雪山和树木的雪原上", "白雪覆盖的原野上"),
    "flower meadow": ("花海中", "开满鲜花的草地上", "花丛中", "鲜花盛开的原野上"),
    "forest": ("森林里", "树林里", "高大的林木间"),
    "beach": ("海滩上", "沙滩上", "海边"),
    "river road": ("河边的路上", "沿河公路上", "右边有一排店铺的河边路上", "河畔的街道上"),
    "room": ("房间里", "屋子里", "温馨的房间里", "客厅里"),
    "castle": ("城堡前", "古老的城堡前", "石头城堡旁"),
    "desert": ("沙漠里", "沙漠中", "沙丘间"),
    "moon": ("月球上", "月球表面", "月球的地面上"),
}
STREETS = ("neon street", "market street", "river road")
# Phrases that are true everywhere, then those under an open, clear sky.
TIMES = {"day": (("白天", "下午", "午后"), ("阳光明媚的白天", "阳光下", "晴朗的白天")),
         "sunset": (("日落时", "傍晚", "黄昏时", "日落时分"), ("夕阳下", "金色的夕阳中", "晚霞中")),
         "night": (("夜晚", "夜里", "晚上", "深夜", "夜色中"), ("星空下", "满天繁星下"))}
WEATHERS = {"clear": ("天气晴朗", "天空晴朗"), "rain": ("天上下着雨", "雨下个不停", "雨点不断落下", "下着大雨"),
            "snow": ("天上下着雪", "雪花飘落", "大雪纷飞", "空中飘着大片雪花"),
            "petals": ("樱花花瓣漫天飞舞", "空中飘着花瓣", "花瓣随风飘落", "樱花花瓣纷纷落下"),
            "fog": ("雾气弥漫", "四周笼罩着浓雾", "薄雾缭绕", "起了大雾")}
JOINED = {("day", "rain"): "下雨的白天", ("day", "snow"): "下雪的白天", ("day", "fog"): "有雾的白天",
          ("day", "petals"): "花瓣飞舞的白天", ("sunset", "rain"): "雨中的黄昏", ("sunset", "snow"): "飘雪的傍晚",
          ("sunset", "fog"): "雾中的黄昏", ("sunset", "petals"): "花瓣飞舞的傍晚", ("night", "rain"): "雨夜里",
          ("night", "snow"): "雪夜里", ("night", "fog"): "有雾的夜里", ("night", "petals"): "花瓣飞舞的夜晚"}
CAMERAS = {"still": ("镜头静止不动", "固定镜头", "镜头保持不动"),
           "pan left": ("镜头向左平移", "镜头缓缓向左摇", "镜头左移"),
           "pan right": ("镜头向右平移", "镜头缓缓向右摇", "镜头右移"),
           "zoom in": ("镜头推近", "镜头缓缓推近", "镜头慢慢拉近"),
           "zoom out": ("镜头拉远", "镜头缓缓拉远", "镜头慢慢后退"),
           "follow": ("镜头跟随着{them}", "镜头跟着{them}移动", "跟拍镜头")}
SHOTS = {"wide": ("远景", "全景"), "medium": ("中景", "中景镜头"), "close": ("近景", "特写")}
VIEWS = {"level": ("平视视角",), "low": ("低机位", "低角度仰拍"), "high": ("俯拍", "从高处俯视", "高角度镜头")}
STYLES = {"flat": ("扁平卡通风格", "简洁的卡通画风"), "ink": ("墨线画风格", "钢笔线描风格"),
          "watercolour": ("水彩画风格", "水彩画"), "night neon": ("霓虹夜光风格", "发光的霓虹画风")}
WORN = {"sunglasses": ("戴着墨镜", "戴着太阳镜"), "hat": ("戴着帽子",), "scarf": ("围着围巾",),
        "backpack": ("背着背包",), "umbrella": ("撑着伞", "打着伞"), "book": ("拿着一本旧书", "捧着一本古书")}
PROPS = {"candle": "支{c}蜡烛", "ball": "个{c}球", "tower": "座{c}积木塔", "cake": "块{c}蛋糕", "lantern": "盏{c}灯笼",
         "umbrella": "把{c}雨伞", "boat": "条{c}小船", "campfire": "堆篝火", "sign": "块{c}招牌"}
EVENTS = {"topple": ("球撞倒了塔", "塔被球撞倒了"), "bite": ("蛋糕被咬了一口", "有人咬了一口蛋糕")}
OCCLUDERS = {"tree": "一棵树", "wall": "一堵墙", "sign": "一块招牌", "pillar": "一根柱子"}
NUMBERS = {2: "两", 3: "三", 4: "四", 5: "五"}
FACING = ("脸朝", "车头朝")
STAYING_SUFFIXES = ("上", "里", "中", "前", "旁", "间")


def _stem(place: str) -> str:
    return place[:-1] if place.endswith(STAYING_SUFFIXES) and len(place) > 2 else place


WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "kind": NOUNS,
    "colour": COLOURS,
    "place": {place: tuple(_stem(p) for p in options) for place, options in PLACES.items()},
    "time": {time: (*everywhere, *clear, *(said for (t, _), said in JOINED.items() if t == time))
             for time, (everywhere, clear) in TIMES.items()},
    "weather": {weather: (*options, *(said for (_, w), said in JOINED.items() if w == weather))
                for weather, options in WEATHERS.items()},
    "action": {action: tuple(phrase for phrase, _ in entries) for action, entries in VERBS.items()},
    "camera": {camera: tuple(o.split("{")[0] for o in options) for camera, options in CAMERAS.items()},
}


def tell(scene: Scene, told: Told, rng: random.Random) -> str:
    """The scene in one to three Chinese sentences, or in a phrase without a full stop."""
    main = scene.cast[0]
    fellows = tuple(p for p in scene.cast[1:] if told.company and p.action == main.action and _alike(p, main))
    labels, camera = _frame(scene, told, rng, fellows)
    first = _main_sentence(scene, told, rng, fellows)
    around = _surroundings(scene, told, rng, fellows)
    ahead = labels and (told.length != "long" or around or camera) and rng.random() < 0.4
    if ahead:
        first, labels = "，".join(labels) + rng.choice(("：", "，")) + first, []
    if told.length != "long":
        text = "，".join((first, *around, *camera, *labels))
        return text if rng.random() < (0.5 if told.length == "short" else 0.2) else text + "。"
    parts = (first, "，".join(around), "，".join((*labels, *camera) if rng.random() < 0.5 else (*camera, *labels)))
    return "".join(part + "。" for part in parts if part)


def _alike(one: Performance, other: Performance) -> bool:
    a, b = one.character.kind, other.character.kind
    return a == b or (a in PEOPLE and b in PEOPLE)


def _main_sentence(scene: Scene, told: Told, rng: random.Random, fellows: tuple[Performance, ...]) -> str:
    main = scene.cast[0]
    who, tail = _subject(main, told, rng, fellows)
    when, sky = _when(scene, told, rng)
    place = _place(scene, told, rng)
    deed = _deed(main, told, rng)
    near = _nearest(scene) if told.props and not moves(main.action) else None
    beside = f"在{_thing(near, rng)}旁" if near and near.kind in PROPS else ""
    now = f"{when}，" if when else ""
    subject = f"{who}{tail}，" if tail else who
    bare = deed if who.endswith("一起") else _alone(deed)
    order = rng.random()
    if beside:
        text = f"{now}{place}，{subject}{beside}{deed}" if place else f"{now}{subject}{beside}{deed}"
    elif not place:
        inside = when.endswith(("里", "中", "下")) and order < 0.6
        text = f"{subject}在{when}{deed}" if inside else f"{now}{subject}{bare}"
    elif when and order < 0.25 and not _clashes(when) and "的" not in place:
        text = f"{subject}在{when}的{place}{deed}"
    elif order < 0.45:
        text = f"{now}{place}，{subject}{bare}"
    elif order > 0.85 and when in TIMES[scene.time][0]:
        text = f"{subject}{when}在{place}{deed}"
    else:
        text = f"{now}{subject}在{place}{deed}"
    if main.action == "cast" and "book" in told.worn:
        text += f"，{'另一只手' if '一只手' in deed else '手里'}{rng.choice(WORN['book'])}"
    if not sky:
        return text
    return f"{sky}，{text}" if rng.random() < 0.3 else f"{text}，{sky}"


def _clashes(when: str) -> bool:
    """True if 的 cannot follow this phrase of time."""
    return "的" in when or when.endswith(("下", "里"))


def _alone(deed: str) -> str:
    """The deed without "in a place" before it: what lasts says so with 着, the rest with 正在 or, moving, 正."""
    if "着" in deed or deed.startswith(FACING):
        return deed
    return f"正{deed}" if deed.startswith(("向", "朝", "从")) else f"正在{deed}"


def _subject(main: Performance, told: Told, rng: random.Random, fellows: tuple[Performance, ...]) -> tuple[str, str]:
    """The noun phrase, and a clause about what is worn that follows it."""
    who = main.character
    cast = [who, *(f.character for f in fellows)]
    if len(cast) > 1 and all((c.kind, c.colour) == (who.kind, who.colour) for c in cast) and who.kind not in PEOPLE:
        count = NUMBERS.get(len(cast), "几") + MEASURES[who.kind][0]
        measure = "一群" if len(cast) > 2 and rng.random() < 0.4 else count
        return measure + _named(who, rng), ""
    worn = [rng.choice(WORN[t]) for t in told.worn if t in WORN and not (t == "book" and main.action == "cast")]
    before = worn if len(worn) == 1 and rng.random() < 0.5 else []
    name = _named(who, rng, before=before, jacket=told.jacket, hair=told.hair, stars="stars" in told.worn)
    text = _counted(who, name, rng)
    if len(cast) > 1:
        others = [_counted(c, _named(c, rng), rng) for c in cast[1:]]
        pair = "、".join([text, *others[:-1]]) + "和" + others[-1]
        lovers = len(cast) == 2 and {c.kind for c in cast} == {"woman", "man"} and rng.random() < 0.4
        return f"一对情侣，{pair}，" if lovers else pair + "一起", ""
    return text, "" if before or not worn else "，" + "，".join(worn)


def _counted(who: Character, name: str, rng: random.Random) -> str:
    return "一" + rng.choice(MEASURES[who.kind]) + name


def _named(who: Character, rng: random.Random, *, before: list[str] | None = None, jacket: bool = False,
           hair: bool = False, stars: bool = False) -> str:
    noun, colour = rng.choice(NOUNS[who.kind]), rng.choice(COLOURS[who.colour])
    if who.kind not in CLOTHES:
        if len(noun) == 1:
            colour += "的"
        text = rng.choice(PAINTED.get(who.kind, ANY)).format(c=colour, n=noun).replace("的的", "的")
        return f"{before[0]}的{text}" if before else text
    verb, piece = rng.choice(CLOTHES[who.kind])
    piece = piece.format(c=colour)
    if stars:
        piece = rng.choice(("带白色星星的", "绣着白色星星的")) + piece
    if jacket and who.jacket:
        outer = rng.choice(COLOURS[who.jacket])
        piece += rng.choice((f"、外搭{outer}夹克", f"和{outer}外套"))
    said = [*(before or []), verb + piece]
    if who.kind == "wizard" and rng.random() < 0.4:
        said.append("戴尖顶帽")
    if hair and who.kind in ("woman", "man", "child"):
        noun = HAIR[who.hair] + noun
    return "、".join(said) + "的" + noun


def _deed(main: Performance, told: Told, rng: random.Random) -> str:
    suited = [phrase for phrase, kinds in VERBS[main.action] if not kinds or main.character.kind in kinds]
    phrase = rng.choice(suited)
    if not told.direction:
        return phrase
    side, back = ("右", "左") if main.facing > 0 else ("左", "右")
    if main.action == "cast":
        return f"朝{side}边{phrase}"
    if not moves(main.action):
        return f"{FACING[main.character.kind in VEHICLES]}{side}边{phrase}"
    return rng.choice((f"向{side}", f"朝{side}边", f"从{back}向{side}")) + phrase


def _place(scene: Scene, told: Told, rng: random.Random) -> str:
    place = rng.choice(PLACES[scene.place])
    if not told.place:
        return ""
    if told.wet and scene.place in STREETS:
        return "湿漉漉的" + place
    if scene.place == "market street" and scene.weather == "snow" and "的" not in place:
        return "积雪的" + place
    return place


def _when(scene: Scene, told: Told, rng: random.Random) -> tuple[str, str]:
    """A phrase of time, and a clause of weather."""
    everywhere, clear = TIMES[scene.time]
    open_sky = scene.weather == "clear" and scene.place not in INDOORS + AIRLESS
    time, weather = rng.choice(everywhere + (clear if open_sky else ())), rng.choice(WEATHERS[scene.weather])
    joined = JOINED.get((scene.time, scene.weather))
    if told.time and told.weather and joined and rng.random() < 0.3:
        return joined, ""
    return time if told.time else "", weather if told.weather else ""


def _thing(prop: Prop, rng: random.Random) -> str:
    return "一" + PROPS[prop.kind].format(c=rng.choice(COLOURS[prop.colour]))


def _nearest(scene: Scene) -> Prop | None:
    return next((p for p in scene.props if abs(p.x - scene.cast[0].x) < 40 and not p.event), None)


def _surroundings(scene: Scene, told: Told, rng: random.Random, fellows: tuple[Performance, ...]) -> list[str]:
    """Clauses about everything around the main character."""
    main, said = scene.cast[0], []
    if told.company and told.length == "long":
        for other in (p for p in scene.cast[1:] if p not in fellows):
            verb = next(v for v, kinds in VERBS[other.action] if not kinds or other.character.kind in kinds)
            said.append(f"旁边有{_counted(other.character, _named(other.character, rng), rng)}{_alone(verb)}")
    if told.crowd:
        said.append(rng.choice(("身后有行人走过", "背景里人来人往", "街上行人来来往往")))
    for prop in scene.props if told.props else ():
        if prop.event:
            said.append(rng.choice(EVENTS[prop.event]))
        elif prop.kind in PROPS and (moves(main.action) or prop is not _nearest(scene)):
            where = "前景" if prop.in_front else "右边" if prop.x > 0 else "左边"
            said.append(f"{where}有{_thing(prop, rng)}")
    if told.wet and (scene.place not in STREETS or told.length == "long"):
        said.append(rng.choice(("湿漉漉的地面映出灯光", "潮湿的地面闪闪发亮", "地面湿滑，倒映着灯光")))
    if told.foreground and main.leaves_at is not None:
        said.append("主角走出画面" + ("后又回来" if main.returns_at is not None else ""))
    if told.foreground and scene.occluder:
        said.append(f"前景有{OCCLUDERS[scene.occluder[0]]}")
    return said


def _frame(scene: Scene, told: Told, rng: random.Random,
           fellows: tuple[Performance, ...]) -> tuple[list[str], list[str]]:
    """How it is filmed: labels, and a clause about the camera."""
    labels = [rng.choice(table[value]) for table, value, on in (
        (SHOTS, scene.shot, told.shot), (VIEWS, scene.view, told.view), (STYLES, scene.style, told.style)) if on]
    kinds = {p.character.kind for p in (scene.cast[0], *fellows)}
    pronoun = "她" if kinds == {"woman"} else "他" if kinds <= set(PEOPLE) else "它"
    camera = rng.choice(CAMERAS[scene.camera]).format(them=pronoun + ("们" if fellows else ""))
    return labels, [camera] if told.camera else []
