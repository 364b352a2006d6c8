"""Session: English words for what the drawn world holds, beside its own captions. Tables only; standard library only.

EXACT means the same thing; NEAR is drawn as something else, and the person is told so. Phrases are parted by "|",
written without hyphens, verbs in their base form; plurals and verb forms are made in `lexicon`.
"""

from __future__ import annotations

Table = dict[str, dict[str, str]]

EXACT: Table = {
    "kind": {
        "woman": "girlfriend|mother|mom|grandmother|wife|female|businesswoman|old woman|young woman|actress|bride",
        "man": "guy|boyfriend|father|dad|grandfather|husband|male|businessman|old man|young man|fellow|chap|groom",
        "child": "boy|girl|little boy|little girl|toddler|schoolboy|schoolgirl|son|daughter|baby|young boy|young girl",
        "wizard": "warlock|mage|old wizard", "knight": "knight in armour|knight in armor",
        "astronaut": "cosmonaut|space man|space woman",
        "robot": "android|droid|automaton", "monster": "furry creature|fluffy creature|beast",
        "dog": "hound|corgi|dachshund|terrier|poodle|retriever|golden retriever|dalmatian|husky|pup|doggy",
        "cat": "kitty|tabby|tomcat", "rabbit": "hare", "horse": "stallion|mare|foal|steed",
        "mammoth": "woolly mammoth|wooly mammoth", "penguin": "emperor penguin",
        "bird": "songbird|sparrow|robin|pigeon|swallow", "dragon": "wyvern", "car": "sports car|taxi|cab|sedan|vehicle",
        "bus": "coach|minibus|city bus|school bus",
    },
    "group": {
        "couple": "couple|pair of lovers|two lovers|man and woman|woman and man|boyfriend and girlfriend",
        "people": "people|several people|a group of people|person|someone|somebody|human|friend|tourist|visitor|"
                  "shopper|family|individual|character",
    },
    "crowd": {"3": "pedestrian|passers by|passer by|crowd|bystander|many people|other people|crowded|bustling|busy"},
    "colour": {
        "red": "scarlet|crimson|ruby", "orange": "amber", "yellow": "golden yellow|lemon", "green": "emerald|lime",
        "blue": "navy|navy blue|azure|sky blue|cobalt", "purple": "violet|lilac|lavender", "pink": "magenta|rose",
        "white": "snow white|ivory", "black": "jet black|ebony", "brown": "chestnut|tan|hazel",
    },
    "place": {
        "neon street": "neon city|neon lit street|neon lit city|neon alley|tokyo street filled with warm glowing neon|"
                       "shibuya|times square|neon district|glowing neon street|street of neon signs",
        "market street": "market|marketplace|bazaar|street stall|nearby stall|market stall|food stall|market square",
        "snowy meadow": "snowy field|snow covered meadow|snowy plain|tundra|snowfield|snowy landscape|snowy hill",
        "flower meadow": "flower field|meadow|wildflower meadow|meadow of flowers|poppy field|flower garden",
        "forest": "woodland|forest path|pine forest|forest clearing|clearing|rainforest",
        "beach": "seaside|coast|shore|sea shore|sandy shore|coastline",
        "river road": "road by a river|road by the river|road along a river|road next to a river|riverbank|riverside|"
                      "river bank|street by a river|street by the river|road beside a river|quay|embankment",
        "room": "bedroom|parlour|cosy living room|cozy room|cozy living room|indoors|inside a house|apartment",
        "castle": "fortress|castle gate|castle courtyard|stone castle", "desert": "sand dune|dune|sahara",
        "moon": "moon surface|lunar landscape",
    },
    "time": {
        "day": "afternoon|mid afternoon|mid afternoon light|afternoon light|morning|daytime|daylight|noon|midday|"
               "sunshine|bright day|in the morning",
        "sunset": "evening|sunset|sunrise|dusk|dawn|twilight|golden hour|setting sun|at dawn|rising sun",
        "night": "night|midnight|nighttime|night time|moonlight|moonlit|starry sky|after dark|nocturnal|starlit|dark",
    },
    "weather": {
        "clear": "clear sky|blue sky|cloudless sky|fine weather|clear weather",
        "rain": "rain|rainy|raining|drizzle|downpour|raindrop|rainfall|pouring rain|heavy rain|rainy weather",
        "snow": "snow|snowy|snowing|snowfall|snowflake|blizzard|snowstorm|falling snow|snowy weather|it snows",
        "petals": "petal|sakura petal|cherry petal|cherry blossom petal|falling petal|cherry blossom|sakura|blossom",
        "fog": "fog|foggy|mist|misty|haze|hazy",
    },
    "both": {"time day,weather clear": "sunny|sunny day|bright sunshine|a sunny day"},
    "camera": {
        "still": "static shot|locked camera|still camera|locked off shot|camera is still|camera is static|fixed camera",
        "pan left": "camera moves left|camera slides left|panning left",
        "pan right": "camera moves right|camera slides right|camera pans|panning shot|panning right|panning",
        "zoom in": "camera pushes in|dolly in|push in|zooming in|zooms in|camera moves closer|camera comes closer",
        "zoom out": "camera pulls back|camera pulls out|dolly out|pull back|zooming out|zooms out|camera moves back|"
                    "camera backs away",
        "follow": "camera moves through|camera moves along|camera moves with|camera follows|following shot|"
                  "camera is following|camera trails|camera tracks|camera glides through|tracking camera|"
                  "camera moves down|camera moves forward",
    },
    "shot": {"close": "close up|closeup|close up shot|portrait|macro shot|extreme close up", "medium": "waist shot",
             "wide": "wide angle|establishing shot|panorama|panoramic|wide view|long distance shot"},
    "view": {"low": "low camera view|low angle shot|from below|worm's eye view|low viewpoint|low camera angle",
             "high": "from above|aerial view|aerial shot|drone shot|drone view|bird's eye view|overhead|top down|"
                     "overhead shot|high camera", "level": "at eye level"},
    "style": {"flat": "cartoon|animated|animation|cartoonish|animated scene|flat design|vector art|cartoon style",
              "ink": "pen and ink|line drawing|comic style", "watercolour": "watercolor|watercolour|watercolor style|"
              "watercolor painting", "night neon": "neon style|synthwave|cyberpunk style"},
    "garment": {"": "dress|gown|sweater|shirt|t shirt|dungarees|overalls|robe|cape|armour|armor|suit|space suit|"
                "spacesuit|skirt|clothes|outfit|uniform|kimono|hoodie|pullover|blouse|fur|feather|scale|tunic|cloak|"
                "pyjamas|pajamas|wool|plumage|coat of fur"},
    "outer": {"": "jacket|leather jacket|blazer|cardigan|denim jacket|coat|overcoat|trench coat|raincoat|parka"},
    "worn": {"sunglasses": "sunglasses|dark glasses|shades", "hat": "hat|beanie|top hat|cap|straw hat|cowboy hat",
             "scarf": "scarf|shawl", "backpack": "backpack|rucksack|knapsack", "umbrella": "umbrella|parasol",
             "book": "book|old book|old tome|tome|spellbook|spell book|grimoire|ancient book",
             "stars": "white star|star pattern|starry pattern"},
    "own": {"wizard": "pointed hat|pointy hat|wizard hat|beard|white beard|long beard|magic", "mammoth":
            "tusk|trunk|furry mammal|long wooly fur|long woolly fur", "monster": "fluffy|furry|horn", "dragon": "wing",
            "bird": "wing|beak", "horse": "mane|tail", "knight": "helmet|sword", "astronaut": "helmet"},
    "prop": {"candle": "candle|melting candle", "ball": "ball|football|soccer ball|beach ball", "tower":
             "tower of blocks|block tower|toy tower|stack of blocks", "cake": "cake|birthday cake",
             "lantern": "lantern|paper lantern|lamp", "boat": "boat|rowing boat|rowboat|little boat",
             "campfire": "campfire|bonfire|camp fire", "sign": "sign|signboard"},
    "event": {"topple": "ball knocks over a tower of blocks|"
                         "ball knocks over the tower|ball knocks over a tower|tower is knocked over",
              "bite": "bites into the cake|bite of the cake|eats the cake|eating a cake|eats a cake"},
    "wet": {"": "wet|damp|reflective|puddle|soaked|rain soaked|mirror effect|slick|rain slicked"},
    "hair": {"black": "black hair|black haired|dark hair|dark haired", "brown": "brown hair|brown haired",
             "red": "red hair|red haired|redhead", "blond": "blond hair|blonde hair|blond haired|blonde haired|"
             "blonde|golden hair",
             "grey": "grey hair|gray hair|white hair|grey haired|gray haired|white haired"},
    "facing": {"left": "to the left|towards the left|toward the left|from right to left|right to left|leftwards",
               "right": "to the right|towards the right|toward the right|from left to right|left to right|rightwards"},
    "empty": {"": "empty|deserted|nobody|no people|no one|lonely"},
}

VERBS: Table = {
    "exact": {
        "stand": "wait|pose|stand still|look around|stop", "walk": "approach|tread|stride|march|hike|wander|stroll|"
        "trudge|amble|roam|pace|saunter|step|move|pass|shop|trek|prowl|creep|cross", "run": "sprint|rush|hurry|chase|"
        "jog|gallop|charge|flee", "jump": "bounce|leap|spring|hop", "dance": "twirl|spin|sway|waltz", "wave": "greet|"
        "say hello", "sit": "kneel|crouch|squat|sit down", "drive": "cruise|roll|speed", "fly": "hover|flutter|soar|"
        "take off", "cast": "cast lightning|cast a spell|casting a spell|shoot lightning|cast magic|shoots lightning "
        "from his hand|shoots lightning|throw lightning",
    },
    "near": {
        "sit": "sleep|rest|read|eat|drink|meditate|lie|write|paint|cook|play guitar|play the guitar|play piano|"
               "play the piano|fish|pray|type|study|relax",
        "walk": "sail|swim|ride|explore|travel|row|paddle|skate|carry|push|pull|swim through|surf|float|drift|crawl|"
                "climb|ride a bike|ski|arrive|leave|dive",
        "stand": "look|watch|smile|stare|talk|speak|think|sing|gaze|listen|hide|work|cry|laugh|shop|hug|kiss|grow|"
                 "wave a flag|play chess",
        "jump": "play|celebrate|fall|fight|juggle|tumble", "dance": "perform",
    },
}
IRREGULAR = {"run": "ran running", "sit": "sat sitting", "swim": "swam swimming", "stand": "stood", "fly": "flew flies",
             "drive": "drove driven", "ride": "rode ridden", "sleep": "slept", "eat": "ate eaten", "fall": "fell",
             "stop": "stopped stopping", "step": "stepped stepping", "jog": "jogging jogged", "spin": "spinning spun",
             "hop": "hopping", "shop": "shopping", "lie": "lying lay", "hug": "hugging", "flee": "fleeing fled",
             "think": "thought", "sing": "sang", "speak": "spoke", "tread": "trod treading", "read": "reading",
             "kneel": "knelt", "row": "rowing", "ski": "skiing skis", "swing": "swung", "greet": "greeting"}

NEAR: Table = {
    "kind": {
        "woman": "princess|queen|nurse|ballerina|mermaid|goddess|waitress|geisha|dancer|singer",
        "man": "pirate|ninja|sailor|cowboy|chef|doctor|teacher|farmer|fisherman|policeman|firefighter|king|prince|"
               "clown|scientist|detective|musician|worker|artist|player|runner|waiter|superhero|chef|student|"
               "viking|monk|thief|actor|captain|surfer|skater|cyclist|driver",
        "child": "elf|dwarf|fairy|gnome|doll", "wizard": "witch|druid|santa claus|alchemist|priest",
        "knight": "soldier|samurai|warrior|gladiator|guard|archer", "astronaut": "diver|pilot",
        "robot": "cyborg|machine|drone|alien", "monster": "bear|teddy bear|gorilla|yeti|ghost|troll|ogre|ape|panda|"
        "zombie|octopus|squid|snowman|jellyfish|bigfoot|koala|hamster|bigfoot|turtle|snail|frog|toad|spider|crab",
        "dog": "wolf|fox|coyote|pig|sheep|goat|lamb|raccoon|hyena|deer|otter|seal",
        "cat": "tiger|lion|leopard|cheetah|panther|jaguar|lynx", "rabbit": "squirrel|mouse|rat|kangaroo|hedgehog",
        "horse": "cow|zebra|donkey|camel|unicorn|giraffe|bull|moose|llama|ox", "mammoth":
        "elephant|rhino|rhinoceros|hippo|hippopotamus|bison|buffalo", "penguin": "duck|chicken|goose|hen|puffin",
        "bird": "eagle|owl|parrot|butterfly|bee|bat|hawk|swan|seagull|crow|raven|dragonfly|fish|goldfish|flamingo",
        "dragon": "dinosaur|crocodile|lizard|snake|whale|shark|dolphin|t rex|alligator|phoenix|griffin",
        "car": "truck|bicycle|bike|motorbike|motorcycle|scooter|van|jeep|tractor|race car|carriage|suv|ambulance",
        "bus": "ship|sailing ship|train|plane|airplane|aeroplane|spaceship|rocket|tram|helicopter|submarine|yacht|"
               "spacecraft|ufo|hot air balloon|pirate ship|locomotive|fire truck|lorry|ferry",
    },
    "colour": {"white": "silver|grey|gray|cream|beige|pale", "yellow": "gold|golden|blond", "blue": "turquoise|cyan|"
               "teal|indigo", "red": "maroon|burgundy|vermilion", "orange": "copper|bronze|peach", "green": "olive|"
               "khaki|mint", "brown": "ginger|rust"},
    "place": {
        "neon street": "city|tokyo|tokyo city|city street|downtown|street|alley|new york|hong kong|avenue|sidewalk|"
                       "subway|skyscraper|road crossing|metropolis|nightclub|shanghai|paris|london",
        "market street": "village|town|old town|shop|square|festival|fair|supermarket|mall|chinatown|kyoto",
        "snowy meadow": "mountain|glacier|ice|north pole|antarctica|alps|ski slope|frozen lake|arctic|iceberg",
        "flower meadow": "garden|park|field|farm|grass|lawn|hill|countryside|valley|orchard|savanna|vineyard|prairie",
        "forest": "jungle|swamp|tree|bamboo grove|grove|cave|treehouse",
        "beach": "ocean|sea|island|underwater|coral reef|reef|waves crashing|crashing waves|ocean waves|"
                 "under the sea|harbour|harbor|deck|pier|bay",
        "river road": "river|lake|road|bridge|highway|canal|motorway|race track|waterfall",
        "room": "kitchen|cafe|coffee shop|office|library|school|classroom|restaurant|house|bar|museum|theatre|theater|"
                "hospital|bathroom|studio|bed|hall|laboratory|gym|church|hotel|workshop|stage|train station|sofa|attic",
        "castle": "palace|ruin|temple|cathedral|dungeon|pyramid|tower|mansion|battlefield|stadium|wall",
        "desert": "canyon|savannah|wasteland|volcano|cliff|wild west",
        "moon": "space|outer space|mars|planet|galaxy|space station|universe|crater",
    },
    "weather": {"rain": "thunderstorm|storm|hail|typhoon|hurricane", "fog": "smoke|dust|steam|sandstorm",
                "petals": "autumn leaves|falling leaves|confetti|leaves"},
    "style": {"flat": "photorealistic|realistic|photo|3d|3d render|pixar|anime|claymation|pixel art|oil painting|"
              "photorealism|35mm|70mm|film grain|papercraft", "ink": "sketch|pencil sketch|pencil|"
              "charcoal|woodcut", "night neon": "cyberpunk|vaporwave|glitch art"},
}

# What a place shows anyway: named with it, nothing is missing.
HOLDS = {
    "neon street": "neon|sign|signage|city signage|light|city|tokyo|street|building|window|skyscraper|shop|alley|"
                   "colorful light|animated city signage|animated|neon sign|downtown|tokyo city|city street|sidewalk",
    "market street": "stall|shop|tokyo|city|street|tokyo city|city street|lantern|town|old town|market|village|house",
    "snowy meadow": "mountain|tree|snow covered tree|snow capped mountain|hill|snow|forest|field|meadow|grass",
    "flower meadow": "flower|grass|field|garden|hill|tree|meadow|park|blossom|countryside",
    "forest": "tree|grass|trunk|leaf|leave|path|bush|fern|mushroom",
    "beach": "sea|ocean|sand|wave|water|palm|palm tree|sky|shore|coast",
    "river road": "river|water|shop|road|row of shops|street|town|house|city|railing|building",
    "room": "window|sofa|table|lamp|floor|wall|house|carpet|picture|armchair|home",
    "castle": "wall|tower|flag|gate|stone|hill|battlement", "desert": "sand|cactus|dune|sun|rock",
    "moon": "crater|star|earth|space|planet|rock|dust",
}

THINGS = (
    "boots|black boots|shoe|purse|handbag|bag|lipstick|glove|trousers|pants|jeans|shorts|necklace|earring|tie|belt|"
    "glasses|crown|ring|watch|mask|moustache|guitar|piano|sword|shield|gun|phone|camera phone|cup|coffee|tea|table|"
    "chair|bench|balloon|kite|flag|cloud|wispy cloud|sky|sun|wind|star|light|signage|colorful light|window|"
    "fire|flame|water|grass|flower|rock|stone|stall|smile|apple|"
    "helmet|motorcycle helmet|banana|bread|fish tank|newspaper|letter|map|box|door|stairs|ladder|"
    "snow covered tree|snow capped mountain|"
    "television|computer|laptop|clock|mirror|row of shops|palm tree|lightning|thunder|rainbow|staff|wand|neon|neon "
    "sign|building|path|leash|stick|bone|tail|treat|ice cream|pizza|soup|food|egg|fence|sofa|skin"
)

FILLERS = (
    "very|quite|really|so|too|also|just|still|always|quickly|slowly|quietly|happily|confidently|casually|gently|"
    "lightly|beautifully|majestically|softly|about|around|along|together|away|forward|ahead|here|there|nearby|"
    "beautiful|gorgeous|stunning|stylish|dramatic|cute|pretty|lovely|amazing|epic|cinematic|detailed|vivid|vibrant|"
    "colorful|colourful|bright|warm|glowing|glow|high quality|4k|8k|hd|masterpiece|scene|video|clip|film|movie|"
    "footage|view|shot|image|picture|showing|shows|show|features|feature|featuring|depicts|depicting|large|big|"
    "small|little|tiny|huge|giant|tall|short|long|old|young|ancient|new|modern|long|wooly|woolly|fluffy|furry|"
    "happy|sad|calm|peaceful|serene|mysterious|magical|fantastic|friendly|brave|enjoying|enjoy|create|creates|"
    "creating|effect|atmosphere|mood|background|foreground|distance|middle|side|front|back|top|left|right|"
    "wears|wearing|wear|dressed|clad|holding|holds|hold|carrying|carries|carry|has|have|having|had|filled|full|"
    "covered|lined|lies|lie|blow|blows|blowing|capturing|captures|capture|weather|camera view|lens|depth of field|"
    "single|lone|one|other|another|first|high|low|thick|several|soft|sweet|adorable|elegant|fast|slow|made|"
    "being|air|day|time|moment|world|group|row|mammal|animal|figure|melting|burning|lit|painted|while|where|who|"
    "which|that|this|these|those|as|when|next|but|not only|then|up|down|can|could|will|would|should|may|must|"
    "seen|looking|nearby|something|everything|thing|way|much|more|most|all|every|each|both|only|please|make|"
    "face|hand|head|eye|arm|leg|hair|ground|quiet|busy looking|pair|"
    "movie trailer|trailer|style|colors|alone|adventure|vintage|rugged|steep|surrounded|"
    "fresh|leather|cosy|cozy|falling|snow capped|snow covered|surface|sunlit|spell|shoots|shoot|shooting|city"
)

DETERMINERS = "a|an|the|his|her|its|their|my|your|our|some|any"
PREPOSITIONS = ("in|on|at|by|with|through|across|over|under|along|beside|near|behind|between|among|amid|towards|toward|"
                "into|onto|from|inside|outside|past|around|above|below|against|beneath|of|down|up|next to|in front of|"
                "out of|on top of|for|to|like|after|before|during|off|beyond")
PRONOUNS = "she|he|it|they|him|them|herself|himself|itself"
BE = "is|are|was|were|be|am|been|it's"
NEGATIONS = "no|not|without|never|don't|doesn't|isn't|aren't|nothing|none"
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
           "a pair of": 2, "a couple of": 2, "both": 2, "several": 3, "many": 3, "a few": 3, "a herd of": 3,
           "a pack of": 3, "a flock of": 3, "a group of": 3, "a dozen": 12, "twelve": 12,
           "twenty": 20, "dozens of": 12, "hundreds of": 100,
           "2": 2, "3": 3, "4": 4, "5": 5, "a lot of": 3, "lots of": 3, "some": 2, "a crowd of": 3}
CAMERA = "camera|the lens|the shot"
PURSUING = {"follow": "follow|following|follows|track|tracks|tracking|trails",
            "zoom in": "zooms in|moves closer|pushes in",
            "zoom out": "zooms out|pulls back|pulls out|moves back", "pan left": "pans left|pans to the left",
            "pan right": "pans right|pans to the right|pans"}
