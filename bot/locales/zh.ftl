### 中文界面。各语言的键一致，由测试核对。

## 开始与帮助
start =
    你好{ $name ->
        [none] {""}
       *[other] ，{ $name }
    }！给我发一段文字或语音，{ $presenter } 就会在视频里说出来。

    试试看：直接写一句话。
help =
    发给我以下任意一种，就会收到视频：
    • 文字
    • 语音消息、音频文件或视频（取其中的声音）

    /presenters – 由谁来说
    /addpresenter – 添加自己的主播
    /voices – 用什么声音
    /style – 普通、方形或圆形视频，以及口型
    /subtitles – 在画面里显示字幕
    /queue – 你的任务
    /cancel – 取消任务
    /language – 界面语言
    /forgetme – 删除你的全部数据

    在群里：发送 /say 加文字，或回复我的消息，或用 /say 回复任意一条消息。
    文字最多 { $text_limit } 个字符，录音最长 { $sound_limit }，文件最大 { $file_limit } MB。
group-hello =
    大家好！在群里发送 /say 加文字，或用 /say 回复一条消息，我就把它做成视频。
    其他功能见 /help。

## 命令菜单
command-help = 我能做什么
command-presenters = 由谁来说
command-addpresenter = 添加自己的主播
command-voices = 用什么声音
command-style = 普通、方形或圆形视频
command-subtitles = 画面里的字幕
command-queue = 你的任务
command-cancel = 取消任务
command-language = 界面语言
command-forgetme = 删除你的全部数据
command-say = 说出一段文字或你回复的消息

## 任务
say-what = 请把文字写在命令后面：/say 大家好。也可以用 /say 回复一条消息。
what-works = 这个我处理不了。请发文字、语音消息、音频文件或有人说话的视频。详见 /help。
photo-works-not = 图片没法说出来。请发文字或语音；/presenters 里可以选由谁来说。
unknown-command = 没有 { $command } 这个命令。/help 里列出了所有命令。
your-recording = 你的录音
your-picture = 你的照片或视频
your-text-file = 你的文本文件
too-fast = 一下子发得太多了：前面的已收下，其余的没有处理，请在 { $seconds } 秒后再发。

status-next = ⏳ 排队中：下一个就是你。
status-waiting = ⏳ 排队中：前面还有 { $ahead } 个任务。
status-estimate = 大约{ $time }后完成。
status-voice-left = 你选的声音不会读这种文字，已自动换成合适的声音。
status-lips-left = 之前选的口型目前不能用，这次用主播自己的嘴来做。
status-note-left = 超过圆形视频的时长上限（{ $limit_s } 秒），改为普通视频。
status-subtitles-left = 没有字幕：我不知道录音里说了什么。发送录音时，请在说明文字里写 /say 和录音的原文。
status-running = 🎬 { $stage } { $percent }%
stage-start = 正在开始…
stage-speak = 正在朗读…
stage-listen = 正在听录音…
stage-prepare = 正在准备主播…
stage-render = 正在对口型…
stage-finish = 正在收尾…
status-done = ✅ 已完成，正在发送视频…
status-cancelled = ✖️ 已取消。
button-cancel = ✖️ 取消
button-retry = 🔁 再试一次

## 发送
clip-too-large = 视频做好了，但有 { $size_mb } MB，Telegram 最多接受 { $limit_mb } MB。请分成几段再发。
clip-too-large-server = 视频做好了，但 Telegram 说它太大。请分成几段再发。
clip-gone = 做好的视频已不在这台机器上，请重新发送你的消息。
clip-refused = 视频做好了，但 Telegram 不允许我发到这里：{ $reason }
clip-no-rights = 视频做好了，但我在这个聊天里没有发送视频的权限，请管理员开启。

## 主播
presenters-choose = 由谁来说？现在是：{ $name }
presenters-chosen = 以后由 { $name } 来说。
presenters-gone = 这位主播已经不在了。/presenters 里可以看到现有的主播。
presenters-none = 这台机器上还没有主播。
presenters-rename-which = { $name } 要改成什么名字？请写新名字，或发送 /cancel。
presenters-rename-stopped = 名字保持不变。
presenters-renamed = 名字已改为 { $name }。
presenters-remove-sure = 要删除 { $name } 吗？这台机器上的素材和用它做的所有视频都会永久删除；聊天里的视频会保留。
presenters-remove-yes = 🗑 删除
presenters-remove-no = 保留
presenters-kept = { $name } 保留。
presenters-removed = { $name } 已删除，同时删除了 { $clips } 个视频。

## 自己的主播
adding-private = 请在与我的私聊里添加主播：/addpresenter
adding-picture =
    请发一张照片或一段视频，里面只有一个人，并且本人已同意：正对镜头、光线充足、嘴唇清楚可见。附带的文字会作为名字。

    发送 /cancel 可以停止。
adding-looking = 请稍等，正在查看……
adding-look-good = 这个很合适。
adding-look-fair = 可以用，但还能更好：
adding-look-poor = 用这个效果不会好：
adding-again = 请换一张照片或一段视频，或发送 /cancel。
adding-who = 画面里有 { NUMBER($people, maximumFractionDigits: 0) } 个人，图中标了编号。请选择由谁来说；不选的话，就由打勾的那位来说。
adding-who-taken = 由 { NUMBER($number, maximumFractionDigits: 0) } 号来说。
adding-name = 主播叫什么名字？请写名字，或者发一张更好的照片或视频。
adding-name-kept = 名字是 { $name }。还在查看你发的照片或视频……
adding-consent = 画面里将被称为 { $name } 的人，是否同意出现在视频里，说出别人写给或说给这个机器人的话？
adding-agree = ✅ 本人已同意
adding-refuse = ✖️ 取消
adding-done = { $name } 已添加，以后由 { $name } 来说。别人看不到这位主播；可在 /presenters 里改名或删除。发一段文字试试吧。
adding-stopped = 没有添加主播，你为此发来的内容已删除。

## 共享，供管理者使用
share-not-you = 只有管理这个机器人的人才能这样做，并且要在与我的私聊里。
share-none = 还没有人添加主播。
share-choose = 大家添加的主播。🌐 所有人可用，🔒 只有本人可用。点一下即可更改。
share-shared = 以后所有人都可以用 { $name }。
share-unshared = 以后只有添加者可以用 { $name }。

## 声音
voices-languages = 哪种语言？现在的声音：{ $voice }
voices-choose = { $language }：点一个声音试听。
voices-automatic = 按文字的语言自动选择
voices-sample = { $name }
voices-chosen = 以后用 { $name } 说话。
voices-automatic-chosen = 以后按文字的语言自动选择声音。
voices-gone = 这个声音已经不在了。/voices 里可以看到现有的声音。
voices-none = 这台机器上还没有声音。
voices-coming = 请稍等，试听马上就来。
voices-sample-failed = 这个声音现在不能试听，请换一个。
voice-female = 女声
voice-male = 男声
button-use-voice = ✅ 使用这个声音
button-automatic-voice = 🔄 按语言自动选择
button-back = ‹ 语言

## 样式
style-choose = 视频要什么样子？
style-video = 普通视频
style-note = 圆形视频
style-square = 方形视频
style-chosen-video = 以后给你普通视频。
style-chosen-note = 以后给你圆形视频，最长 { $limit_s } 秒。
style-chosen-square = 以后给你以脸为中心的方形视频。
lips-choose = 用哪种口型？
lips-locked = 🔒 表示这里还不能用，点一下可以看缺什么。
lips-auto = 按默认设置
lips-warp = 本人的嘴（变形）
lips-wav2lip = 神经网络（Wav2Lip）
lips-wav2lip-gan = 更清晰的网络（Wav2Lip GAN）
lips-chosen = 以后你的视频用这种口型：{ $lips }。
lips-chosen-auto = 以后口型按主播或这里的默认设置。

## 字幕
subtitles-choose = 要不要在画面里显示字幕？
subtitles-burnt = 显示字幕
subtitles-off = 不要字幕
subtitles-chosen-burnt = 以后你的视频都带字幕。录音要有字幕，请在说明文字里写 /say 和原文。
subtitles-chosen-off = 以后你的视频不带字幕。

## 语言
language-choose = 我用哪种语言写消息？
language-automatic = 与 Telegram 一致
language-chosen = 以后我用中文写消息。

## 排队与取消
queue-empty = 你没有排队中的任务。发一段文字或语音试试。
queue-title = 你有 { $count } 个任务在排队：
queue-more = ……还有 { $count } 个
queue-item-running = { $number }. { $what } – { $percent }%
queue-item-next = { $number }. { $what } – 下一个
queue-item-waiting = { $number }. { $what } – 前面还有 { $ahead } 个
queue-estimate = 约{ $time }
order-recording = 录音
cancel-nothing = 你没有可以取消的任务。
cancel-which = 你有 { $count } 个任务在排队，取消哪个？
cancel-newest = ✖️ 最新的：{ $what }
cancel-all = ✖️ 全部 { $count } 个
cancel-done =
    { $count ->
        [0] 没有可以取消的了。
       *[other] 已取消 { $count } 个任务。
    }
cancel-too-late = 这个任务已经结束了。
not-yours = 只有下单的人才能这样做。
retry-done = 已重新排队。

## 删除数据
forget-sure = 要删除你在这台机器上的全部数据吗？任务、录音、视频、你添加的主播和设置都会永久删除；聊天里的消息会保留，需要你自己删除。
forget-yes = 🗑 全部删除
forget-no = 保留
forget-kept = 什么都没有删除。
forget-done =
    已删除：{ $orders } 个任务、{ $recordings } 段录音、{ $clips } 个视频{ $presenters ->
        [0] {""}
       *[other] 、{ $presenters } 位主播
    }，以及你的设置。

## 按钮与单位
button-old = 这个按钮已失效。
duration-seconds = { $number } 秒
duration-minutes = { $number } 分钟
duration-hours = { $number } 小时
near-names = 你是不是想找 { $names }？

## 错误里的原因
reason-damaged = 文件已损坏，或内容与文件名不符
reason-cut-off = 文件不完整，结尾缺失
reason-format = 不支持这种格式
reason-permission = 没有读取权限
reason-no-weights = 里面没有权重
reason-cut = 文件不完整
reason-web-page = 这是一个网页
reason-other-model = 这是另一个模型
reason-server-lacks = 服务器上没有这个文件
reason-server-refuses = 服务器拒绝提供
reason-server-trouble = 服务器出现故障
reason-unreached = 无法连接服务器
reason-broke-off = 连接中断
reason-sends-more = 服务器发送的内容超过文件应有的大小

## 错误，按 common/errors.py 里的代码
error-internal = 我这边出了点问题，已记录下来。请过一会儿再试。
error-bad-input = 无法使用：{ $reason }
error-nothing-to-say = 这段文字里没有可以说的内容。请写些文字；表情和链接不会读出来。
error-text-too-long = 文字有 { $length } 个字符，超出上限 { $limit } 个字符，多了 { $excess } 个。请缩短或分几次发送。
error-template-broken = “{ $near }”附近的花括号不成对，或者中间是空的。请把列名写在一对花括号里；要写花括号本身，请连写两个。
error-unreadable-media = 无法读取{ $name }：{ $reason }。请换一个文件，或先转换格式。
error-empty-file = { $name }是空的（0 字节），请重新发送。
error-file-missing = { $name }已不在这台机器上，请重新发送。
error-output-exists = { $name } 已经存在，而且是另一个视频。请换一个名字。
error-no-sound = { $name }里没有声音。请发录音或有声音的视频。
error-silent-sound = { $name }是静音的，没有听到说话。请检查麦克风后重新录制。
error-sound-too-long = 录音长 { NUMBER($duration_s, maximumFractionDigits: 0) } 秒，上限是 { NUMBER($limit_s, maximumFractionDigits: 0) } 秒。请剪成几段。
error-sound-too-short = 录音只有 { NUMBER($duration_s, maximumFractionDigits: 2) } 秒，至少要 { NUMBER($limit_s, maximumFractionDigits: 1) } 秒。
error-file-too-large = { $name }有 { NUMBER($size_mb, maximumFractionDigits: 1) } MB，上限是 { NUMBER($limit_mb, maximumFractionDigits: 0) } MB。请发小一点或短一点的文件。
error-picture-too-large = { $name }有 { NUMBER($width, useGrouping: 0) }×{ NUMBER($height, useGrouping: 0) } 像素，最多可用 { NUMBER($limit_mp, maximumFractionDigits: 0) } 百万像素。请缩小后再发。
error-no-picture = { $name }里没有画面。请发主播的照片或视频。
error-no-such-face = { $name }里有 { NUMBER($people, maximumFractionDigits: 0) } 个人，没有 { NUMBER($face, maximumFractionDigits: 0) } 号。请从 1 到 { NUMBER($people, maximumFractionDigits: 0) } 中选择。
error-no-such-part = { $name }长 { NUMBER($duration_s, maximumFractionDigits: 1) } 秒，其中没有 { NUMBER($begin_s, maximumFractionDigits: 1) } 到 { NUMBER($end_s, maximumFractionDigits: 1) } 秒这一段。请在视频长度之内选择。
error-no-face = 在{ $name }里没有找到人脸。主播应正对镜头、光线充足，脸占画面的三分之一。
error-face-too-small = { $name }里的人脸只有 { NUMBER($face_px, maximumFractionDigits: 0) } 像素宽，至少需要 { NUMBER($limit_px, maximumFractionDigits: 0) } 像素。请靠近一些。
error-no-plain-background = { $name } 里主播身后没有可以替换的纯色背景。请在绿幕或光线均匀的单色墙前拍摄，或保留原来的背景。
error-bad-background = “{ $name }”既不是颜色也不是图片。请写成 #1e88e5 这样的颜色，或给出图片的路径。
error-unknown-presenter = 没有名为“{ $name }”的主播。{ $hint }全部主播见 /presenters。
error-consent-missing = 没有本人同意，不能添加。请说明是谁、在什么时候、为了什么同意的。
error-name-refused = 主播不能叫“{ $name }”。请写一行名字，1 到 { $limit } 个字符。
error-name-taken = 已经有叫“{ $name }”的主播了，请换一个名字。
error-already-added = { $name }之前已经添加过了，就是 /presenters 里的“{ $presenter }”。
error-too-many-presenters = 你已有 { $count } 位主播，上限是 { $limit } 位。请先在 /presenters 里删除一位。
error-builtin-presenter = “{ $name }”是自带的主播，不能更改。
error-unknown-voice = 没有名为“{ $name }”的声音。{ $hint }全部声音见 /voices。
error-unknown-language = 没有声音会说“{ $name }”。{ $hint }语言列表见 /voices。
error-unknown-engine = 没有名为“{ $name }”的口型引擎。{ $hint }
error-engine-needs-torch = 这里没有安装“{ $name }”口型引擎。请告诉管理这个机器人的人，或改用其他口型引擎。
error-engine-needs-weights = “{ $name }”口型引擎还没有权重文件。请告诉管理这个机器人的人：用“models pull { $name }”就能取得。
error-engine-not-agreed = 还不能把“{ $name }”设为默认口型：权重是手工放进来的，许可（{ $licence }）没有人同意过。“models pull { $name } --from 文件”会显示许可并询问。
error-weights-unsuitable = 口型权重文件 { $name } 不能使用。请告诉管理这个机器人的人重新获取。
error-device-missing = 这台机器上没有可用的“{ $device }”。不指定设备，就会自动选用最好的。
error-unknown-tracker = 没有名为“{ $name }”的人脸跟踪器。{ $hint }
error-tracker-needs-torch = 这里没有安装“{ $name }”人脸跟踪器。请告诉管理这个机器人的人；不装它，MediaPipe 也能用。
error-tracker-needs-weights = “face-alignment”人脸跟踪器还没有 { $name } 的权重文件。请告诉管理这个机器人的人：用“models pull { $id }”就能取得。没有它，MediaPipe 也能用。
error-tracker-failed = 人脸跟踪器在“{ $device }”上出错了。请稍后再试。
error-unknown-job = 这个任务已不在队列里。/queue 里可以看到你的任务。
error-unsupported-file = { $name }不是我能听的文件。请发文字、语音消息，或 wav、mp3、m4a、ogg、mp4、mov、webm。
error-unknown-model = 没有名为“{ $name }”的模型权重。{ $hint }
error-licence-not-accepted = { $name }有自己的许可证：{ $licence }。请先阅读并同意。
error-no-address = { $name }无法自动下载。请从 { $page } 取得文件，再在这台机器上运行：./run models pull { $id } --from 文件
error-fetch-failed = 无法从 { $host } 下载 { $name }：{ $reason }。已下载的部分会保留。请稍后再试，或从 { $page } 取得文件，再在这台机器上运行：./run models pull { $id } --from 文件
error-fetch-stopped = { $name } 的下载已停止。已下载的部分会保留，再次开始即可继续。
error-fetch-running = 已经有一个下载在进行。请等它完成，或先停止它。
error-not-enough-room = { $name }需要 { NUMBER($needed_mb, maximumFractionDigits: 0) } MB，磁盘只剩 { NUMBER($free_mb, maximumFractionDigits: 0) } MB。请腾出空间后再试。
error-checksum-wrong = { $name } 与发布的文件不符：校验和不同，没有保留。请再试一次；如果仍然如此，请从 { $page } 取得。
error-weights-unsafe = { $name } 里带有代码（{ $what }），而权重只应包含数字。代码没有被执行。请从作者处重新取得。
error-weights-broken = { $name } 不能作为权重使用：{ $reason }。请从作者处重新取得。
error-weights-incomplete = { $name } 缺少 { $missing }。请使用作者发布的完整文件夹或 ZIP。
error-voice-unavailable = 声音“{ $name }”现在不能使用。请用 /voices 换一个。
error-disk-full = 这台机器的磁盘满了，暂时什么都收不了。请告诉管理它的人；没有丢失任何东西。
error-media-failed = 我这边制作视频时出错，已记录下来。请过一会儿再试。
error-device-failed = 口型网络在“{ $device }”上运行失败，已记录下来。请过一会儿再试。
error-media-timeout = 读取{ $name }超过 { NUMBER($limit_s, maximumFractionDigits: 0) } 秒，已停止。请发短一点或简单一点的文件。
error-cancelled = 任务已取消。
error-worker-lost = 试了 { $attempts } 次都没有做好这个视频。请再试一次，或缩短文字。
error-took-too-long = 制作这个视频超过 { NUMBER($limit_s, maximumFractionDigits: 0) } 秒，已停止。请缩短文字再试。
error-line-full = 你已有 { $waiting } 个任务在等待，上限是 { $limit } 个。请等一等，或用 /queue 取消一个。
error-line-taken = 另一个 Mouthpiece 正在使用同一份数据。请告诉管理这台机器的人。
error-worker-broken = 这台机器暂时无法制作视频，你的任务会等着。请告诉管理它的人。
error-newer-data = 这台机器的数据来自更新的版本。请告诉管理它的人。
error-download-failed = 无法从 Telegram 取得{ $name }，请再发一次。
error-token-refused = Telegram 已不认识这个机器人。请告诉管理它的人。

## 素材是否合适，按 presenters/remarks.py 里的代码
fitness-grade-good = 👍 很好，可以直接做主播。
fitness-grade-fair = 👌 可以用，这样拍效果会更好：
fitness-grade-poor = 👎 用它做出的视频效果不好，建议重拍：
fitness-small-face = 脸只有 { NUMBER($face_px, maximumFractionDigits: 0) } 像素宽。请靠近一些或用更高的分辨率拍摄，至少 { NUMBER($wanted_px, maximumFractionDigits: 0) } 像素。
fitness-turned = 脸最多偏转了 { NUMBER($angle_deg, maximumFractionDigits: 0) } 度。请正对镜头。
fitness-not-upright = 脸是横着或倒着的。请把画面转正，头朝上。
fitness-tilted = 头歪了 { NUMBER($angle_deg, maximumFractionDigits: 0) } 度。请把头和相机都摆正。
fitness-dark = 脸太暗。请把灯或窗户放在主播前面，不要放在后面。
fitness-bright = 脸太亮，皮肤细节看不清。请用更少或更柔和的光，或缩短曝光。
fitness-blurred = 脸不清晰。请擦净镜头，对焦在眼睛上，并把相机放稳。
fitness-cropped = 脸被画面边缘切掉了。请在整个头部周围留出空间。
fitness-gaps = 有 { NUMBER($percent, maximumFractionDigits: 0) }% 的画面看不到脸，最长 { NUMBER($longest_s, maximumFractionDigits: 1) } 秒。请留在画面里，一直面向镜头。
fitness-several-people = 画面里有 { NUMBER($people, maximumFractionDigits: 0) } 个人，默认由脸最大的那位来说。请只拍一个人，或选择由谁来说。
fitness-mouth-open = 嘴一直张着。请闭上嘴唇、放松地拍摄。
fitness-mouth-moves = 嘴自己在动。拍摄时不要说话或笑，嘴唇保持放松。
fitness-mouth-hidden = 有 { NUMBER($percent, maximumFractionDigits: 0) }% 的画面里嘴被挡住。请摘下口罩，手和麦克风不要挡住嘴。
fitness-shakes = 头或相机晃动很大。请把相机放稳，动作慢一些。
fitness-cuts = 视频里有剪辑：{ NUMBER($cuts, maximumFractionDigits: 0) } 处。请一次拍完，否则画面会在那里跳动。
fitness-short = 视频只有 { NUMBER($duration_s, maximumFractionDigits: 1) } 秒，动作会频繁重复。请拍 10 到 30 秒。
fitness-long = 视频长 { NUMBER($duration_s, maximumFractionDigits: 1) } 秒；只用开头的 { NUMBER($used_s, maximumFractionDigits: 0) } 秒。
fitness-low-rate = 视频每秒只有 { NUMBER($fps, maximumFractionDigits: 1) } 帧，动作会卡顿。请用每秒 25 或 30 帧拍摄。

## 表格里的问题，按 pipeline/problems.py 中的代码
table-unreadable = { $name } 不能作为表格读取。请另存为 CSV 或 Excel 工作簿（.xlsx）。
table-old-excel = { $name } 是旧版 Excel 格式，或设有密码。请另存为不带密码的 .xlsx。
table-unknown-encoding = 无法识别 { $name } 的文字编码。请另存为 UTF-8 编码的 CSV，或 .xlsx。
table-too-large = { $name } 打开后有 { $size_mb } MB，上限是 { $limit_mb } MB。请只保留需要的行。
table-no-rows = { $name } 里没有数据行。第一行是列名，下面每一行生成一个视频。
table-too-many-rows = 行数超过了 { NUMBER($limit, useGrouping: 0) } 行。请拆成几个表格。
table-too-many-columns = 列数超过了 { $limit } 列。请只保留需要的列。
table-repeated-column = 有两列都叫“{ $column }”，将使用第一列。
table-extra-cells = 第 { NUMBER($row, useGrouping: 0) } 行的单元格比列多。含有逗号的单元格请加上引号。
table-long-cell = 第 { NUMBER($row, useGrouping: 0) } 行“{ $column }”：有 { $length } 个字符，上限是 { $limit }。请缩短这个单元格。
table-formula = 第 { NUMBER($row, useGrouping: 0) } 行“{ $column }”：公式没有保存结果。请用 Excel 打开表格，保存后重试。
table-error-cell = 第 { NUMBER($row, useGrouping: 0) } 行“{ $column }”：单元格显示错误 { $value }。请修正公式。
table-missing-column = 没有“{ $column }”这一列。表格里有：{ $columns }。
table-empty-cell = 第 { NUMBER($row, useGrouping: 0) } 行“{ $column }”：单元格是空的。
table-no-placeholder = 文稿里没有像 {"{"}姓名{"}"} 这样的占位符，所有视频都会一样。
table-long-text = 第 { NUMBER($row, useGrouping: 0) } 行：文字有 { $length } 个字符，上限是 { $limit }。请缩短。
table-repeated-row = 第 { NUMBER($row, useGrouping: 0) } 行说的和第 { NUMBER($first, useGrouping: 0) } 行一样。
table-repeated-name = 第 { NUMBER($row, useGrouping: 0) } 行和第 { NUMBER($first, useGrouping: 0) } 行的文件名都是“{ $name }”，所以加上编号。
fitness-plain-background = 背景是纯色的，可以换成别的颜色或图片。
