"""Names as people in China bear them: lengths, compound surnames, rare characters, transcribed names.

Names are put together at random from common parts; that one may be borne by somebody is chance.
"""

from __future__ import annotations

from random import Random

INTERPUNCT = "·"

# The 56 peoples, as the ethnicity field prints them (GB/T 3304, without 族).
ETHNICITIES = (
    *(
        "汉",
        "蒙古",
        "回",
        "藏",
        "维吾尔",
        "苗",
        "彝",
        "壮",
        "布依",
        "朝鲜",
        "满",
        "侗",
        "瑶",
        "白",
        "土家",
        "哈尼",
    ),
    *(
        "哈萨克",
        "傣",
        "黎",
        "傈僳",
        "佤",
        "畲",
        "高山",
        "拉祜",
        "水",
        "东乡",
        "纳西",
        "景颇",
        "柯尔克孜",
        "土",
    ),
    *(
        "达斡尔",
        "仫佬",
        "羌",
        "布朗",
        "撒拉",
        "毛南",
        "仡佬",
        "锡伯",
        "阿昌",
        "普米",
        "塔吉克",
        "怒",
        "乌孜别克",
    ),
    *(
        "俄罗斯",
        "鄂温克",
        "德昂",
        "保安",
        "裕固",
        "京",
        "塔塔尔",
        "独龙",
        "鄂伦春",
        "赫哲",
        "门巴",
        "珞巴",
        "基诺",
    ),
)
_TURKIC = ("维吾尔", "哈萨克", "柯尔克孜", "塔吉克", "乌孜别克", "塔塔尔")
_TIBETAN = ("藏", "门巴", "珞巴")
_MONGOL = ("蒙古", "鄂温克", "达斡尔", "鄂伦春")
_HOMES = (
    dict.fromkeys((*_TURKIC, "锡伯", "俄罗斯"), "65")
    | dict.fromkeys(_TIBETAN, "54")
    | dict.fromkeys((*_MONGOL,), "15")
    | {
        "壮": "45",
        "回": "64",
        "土": "63",
        "撒拉": "63",
        "东乡": "62",
        "裕固": "62",
        "保安": "62",
        "朝鲜": "22",
        "黎": "46",
    }
    | dict.fromkeys(
        ("哈尼", "傣", "傈僳", "佤", "拉祜", "纳西", "景颇", "布朗", "怒", "独龙", "基诺", "德昂", "阿昌"),
        "53",
    )
)

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜"
    "倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁"
)
_RARE_SURNAMES = "仉佘佟亓仝卞冼冮厍呙咎妫宓宥尉岑幺庹戢揭於晁晏暴曩桂檀殳汝汲沃沐澹濮牟瞿禚禤竺笪糜缑羿苻荀莘蔺虢诸逄逯郄郇郤郦鄢鄯酆闵阚隗雒雍鞠麴麻黥"
COMPOUND_SURNAMES = (
    *(
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "东方",
        "夏侯",
        "端木",
        "轩辕",
    ),
    *(
        "长孙",
        "宇文",
        "鲜于",
        "闻人",
        "钟离",
        "呼延",
        "申屠",
        "淳于",
        "独孤",
        "南宫",
        "拓跋",
        "赫连",
        "澹台",
        "公冶",
    ),
)
_GIVEN_MALE = "伟强磊军勇涛明超刚平辉鹏华飞波斌宇浩凯健俊帆帅旭宁龙林阳杰建国志文东海峰云天晨毅诚豪威雄武亮松柏彬义昌福生贵民庆永进荣"
_GIVEN_FEMALE = "芳娜敏静秀娟英丽艳霞燕玲桂红梅莉兰凤洁琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞巧美慧婷雅宁欣怡婉娴颖露瑶璐萱诗梦"
_GIVEN_EITHER = "子一思安雨文博轩宸泽清晓春秋小玉金新书远知言若之可乐以沐景元承启星辰悦然逸尘和同"
# Characters that exist in real names and that fonts, input methods and recognisers often lack.
RARE_GIVEN = (
    "埇劼翀瑀䶮堃喆淼犇羴驫垚焱鑫赟翊翎珺珩琚琤琮瑄瑢璟璠璆玥珏玘旻昉昕昶晟晞晖暄暐曦煊煜熠熤燊烨炜炘"
    "汭沄沚沣泠泓泱洄洺浠浚涵淏湜湉滢滟潇澍濛灏祎祺禔禛稷穗竑笙筠筱箬籁绂绮缦缤缨罡羲翙翚翛翥聿肜芃芊芮苒"
    "茜茗荃荇莙菡菀葳蓁蓥薏蘅虓蜚衎裒裎褀詝諴贇赪跞轾迦逄郗郯鄞醴钊钤钰铄铎铖锜锟镕镝闿阗陟隽雩霁霄霈靓靖"
    "韫韬頔颀颉颢飏馥骁骎骐骢髙鲲鸢鹭麒麾黻鼐齐龢龑怿恺悫惇愔慜懋戬扆抒拯捷揆撄擎攸敉敔斐旌杲枟枨柷栩栾桢桦"
    "梓梣棣棠椤椿楙楠楷榕槿樾橦檀檠欤歆毓氤"
)

_TURKIC_MALE = (
    *(
        "买买提",
        "吐尔逊",
        "阿卜杜拉",
        "艾尼瓦尔",
        "库尔班",
        "玉素甫",
        "伊力哈木",
        "阿不都热合曼",
        "克里木",
        "赛买提",
    ),
    *(
        "哈斯木",
        "依明",
        "亚森",
        "热西提",
        "卡德尔",
        "阿迪力",
        "帕尔哈提",
        "木合塔尔",
        "别克",
        "努尔兰",
        "叶尔肯",
    ),
)
_TURKIC_FEMALE = (
    *(
        "阿依古丽",
        "热依汗",
        "帕提古丽",
        "古丽娜尔",
        "米热古丽",
        "阿孜古丽",
        "再娜普",
        "茹仙古丽",
        "努尔比亚",
        "迪丽拜尔",
    ),
    *("阿依努尔", "哈丽旦", "塔吉古丽", "玛依拉", "沙吾列", "巴哈尔古丽", "布阿依夏木"),
)
_TIBETAN_PARTS = (
    *(
        "扎西",
        "多吉",
        "次仁",
        "平措",
        "旺堆",
        "洛桑",
        "丹增",
        "尼玛",
        "达瓦",
        "格桑",
        "嘉措",
        "顿珠",
        "仁青",
        "索朗",
    ),
    *("白玛", "德吉", "央金", "卓玛", "拉姆", "曲珍"),
)
_MONGOL_MALE = (
    "巴特尔",
    "苏和",
    "那日苏",
    "朝鲁",
    "宝音",
    "阿拉坦",
    "额尔德尼",
    "孟和",
    "布和",
    "哈斯巴根",
    "特木尔",
)
_MONGOL_FEMALE = (
    "其其格",
    "萨仁",
    "乌日娜",
    "娜仁花",
    "斯琴",
    "托娅",
    "琪琪格",
    "阿茹娜",
    "萨日朗",
    "通拉嘎",
)


def draw_ethnicity(rng: Random) -> str:
    """Han for half, peoples whose names are written otherwise for a sixth, any of the 56 for the rest."""
    kind = rng.random()
    if kind < 0.5:
        return "汉"
    return rng.choice((*_TURKIC, *_TIBETAN, *_MONGOL) if kind < 0.66 else ETHNICITIES)


def home_province(ethnicity: str) -> str:
    """The first two digits of the province where most of a people live, "" when it is many."""
    return _HOMES.get(ethnicity, "")


def draw_name(rng: Random, ethnicity: str, sex: str) -> str:
    """A name such as people of this ethnicity and sex ("M", "F") bear."""
    if ethnicity in _TURKIC:
        return _turkic(rng, sex)
    if ethnicity in _TIBETAN:
        return "".join(rng.sample(_TIBETAN_PARTS, 2))
    if ethnicity in _MONGOL and rng.random() < 0.7:
        return _mongol(rng, sex)
    return _surname(rng) + _given(rng, sex)


def _turkic(rng: Random, sex: str) -> str:
    """Own name · father's name, now and then with a third part."""
    own = rng.choice(_TURKIC_MALE if sex == "M" else _TURKIC_FEMALE)
    fathers = [name for name in _TURKIC_MALE if name != own]
    return INTERPUNCT.join([own, *rng.sample(fathers, 2 if rng.random() < 0.25 else 1)])


def _mongol(rng: Random, sex: str) -> str:
    own = rng.choice(_MONGOL_MALE if sex == "M" else _MONGOL_FEMALE)
    if rng.random() < 0.2:
        return INTERPUNCT.join([rng.choice(_MONGOL_MALE), own])
    return own


def _surname(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.10:
        return rng.choice(COMPOUND_SURNAMES)
    return rng.choice(_RARE_SURNAMES if kind < 0.15 else _SURNAMES)


def _given(rng: Random, sex: str) -> str:
    usual = (_GIVEN_MALE if sex == "M" else _GIVEN_FEMALE) + _GIVEN_EITHER
    length = 1 if rng.random() < 0.25 else 2
    characters = rng.sample(usual, length)
    if rng.random() < 0.18:
        characters[-1] = rng.choice(RARE_GIVEN)
    return "".join(characters)
