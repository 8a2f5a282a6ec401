### What the studio's pages say. Errors, stages of work and remarks about footage are in the bot's catalogue.

## The frame of every page

studio-skip = 跳到正文
studio-nav = 页面
studio-menu = 菜单
studio-nav-one = 单个视频
studio-nav-many = 批量视频
studio-nav-names = 按名单
studio-nav-presenters = 主播
studio-nav-voices = 声音
studio-nav-history = 历史
studio-nav-log = 日志
studio-nav-chat = 聊天
studio-lead-one = 一段文字或录音，由您选的人在视频里说出来。
studio-lead-many = 一段声音或文字，配多个视频和主播。
studio-lead-names = 一个模板加一张名单：每行一个视频。
studio-lead-presenters = 谁可以出镜。任何同意的人都可以添加。
studio-lead-voices = 谁可以发声。
studio-lead-history = 在这里做过的每个视频。
studio-lead-log = Mouthpiece 正在做什么，实时显示。
studio-me = 您的名字
studio-me-hint = 可不填
studio-language = 语言
studio-offline = 连接断开，正在重试；什么都不会丢。
studio-noscript = 本页需要 JavaScript，而您的浏览器关闭了它。
studio-yes = 是
studio-no = 否
studio-ok = 好
studio-close = 关闭
studio-play = 播放“{ $name }”
studio-remove = 移除
studio-delete = 删除
studio-cancel = 取消
studio-retry = 再试一次
studio-download = 下载
studio-unreachable = Mouthpiece 没有回应。它在运行吗？您输入的内容已保留，请再试一次。
studio-invalid = “{ $field }”里有不合适的内容：{ $reason }。
studio-sending = 正在发送
studio-seconds = { $number } 秒
studio-minutes = { $number } 分钟
studio-hours = { $number } 小时

## How it sounds and looks

studio-voice = 声音
studio-voice-auto = 自动，按语言和主播
studio-hear = 试听这个声音
studio-hear-failed = 无法播放试听。
studio-rate = 语速
studio-subtitles = 字幕
studio-subtitles-off = 无
studio-subtitles-beside = 作为视频旁的文件
studio-subtitles-burnt = 印在画面里
studio-shape = 形状
studio-shape-own = 按原片
studio-shape-square = 以脸为中心的方形
studio-size = 尺寸（短边）
studio-size-own = 按原片
studio-background = 背景
studio-background-own = 按原片
studio-background-colour = 一种颜色
studio-background-picture = 一张图片
studio-background-choose = 选择图片
studio-no-backdrop-yet = 请先为背景选择一张图片，或换一种背景。
studio-background-hint = 原片背景是纯色或绿幕时可用。
studio-engine = 口型
studio-engine-auto = 按主播或这里的默认设置
studio-engine-missing = 还不能用
studio-engine-only = { $name }：这里目前用它做口型。还可以装别的，见“./run models list”。
studio-more = 字幕、形状、背景、口型

## One clip

studio-said = 说什么
studio-by-text = 文字
studio-by-sound = 录音
studio-text = 文字
studio-text-hint = 写下主播要说的话，任何语言都可以。
studio-length = { $count } 个字符，约 { $time }
studio-drop-sound = 把声音拖到这里，或点击选择（wav、mp3、m4a、aac、flac、ogg，或视频）
studio-record = 录音
studio-record-stop = 停止
studio-words = 录音里说的话（可不填）
studio-words-hint = 有了文字，口型更准，也能做字幕。
studio-seen = 谁来说
studio-by-presenter = 主播
studio-by-footage = 我自己的视频或照片
studio-drop-footage = 把有人脸的视频或照片拖到这里，或点击选择（mp4、mov、avi、mkv、webm、flv、jpg、png、webp）
studio-draft = 草稿（3 秒）
studio-draft-hint = 只做前三秒，排在其他任务之前。
studio-draft-mark = 草稿
studio-make = 制作视频
studio-clips = 视频
studio-none-yet = 还没有视频。写一段文字，选一位主播，然后点“制作视频”。
studio-all-clips = 历史里的全部视频
studio-change = 修改
studio-delete-sure = 永久删除这个视频吗？
studio-no-sound-yet = 请先选择一个声音，或录一段。
studio-no-footage-yet = 请先选择视频或照片，或使用一位主播。
studio-mic-failed = 无法打开麦克风。
studio-mic-insecure = 浏览器只在本机或 HTTPS 下录音。请那样打开本页，或选择一个文件。
studio-mic-denied = 浏览器没有使用麦克风的权限。请在地址栏允许后再试。
studio-mic-missing = 没有找到麦克风。请插上后再试。

## How far an order is

studio-state-queued = 等待中
studio-state-held = 已暂停
studio-state-running = 制作中
studio-state-done = 已完成
studio-state-failed = 失败
studio-state-cancelled = 已取消
studio-next = 下一个就是它
studio-waiting = 排队中，前面有 { $ahead } 个
studio-left = 还需 { $time }
studio-stage-start = 正在开始
studio-stage-speak = 正在朗读
studio-stage-listen = 正在听
studio-stage-prepare = 正在准备主播
studio-stage-render = 正在驱动口型
studio-stage-finish = 正在收尾

## Errors of the studio alone

error-unknown-upload = 文件“{ $name }”已不在这里，请重新选择。
error-text-or-sound = 请写一段文字，或选择一段录音。
error-presenter-or-footage = 请选择主播，或您自己的视频或照片，二者选一。
error-wrong-kind = 这里不能用“{ $name }”：它没有{ $wanted ->
    [sound] 声音
   *[picture] 画面
  }。请选择别的文件。
error-not-ready = 还没有视频。

## 请求中不合适的内容

invalid-whole-request = 请求内容不合适：{ $reason }。
invalid-missing = 缺少这一项
invalid-unknown = 没有这个字段
invalid-text = 必须是文字
invalid-too-long = 超过 { $limit } 个字符
invalid-too-short = 少于 { $limit } 个字符
invalid-pattern = 写法不符合要求
invalid-unicode = 含有损坏的字符
invalid-whole = 必须是整数
invalid-number = 必须是数字
invalid-yes-no = 必须是 true 或 false
invalid-least = 不能小于 { $limit }
invalid-most = 不能大于 { $limit }
invalid-one-of = 必须是以下之一：{ $choices }
invalid-list = 必须是列表
invalid-many = 超过 { $limit } 项
invalid-few = 少于 { $limit } 项
invalid-object = 必须是 JSON 对象
invalid-json = 不是 JSON 格式

## The API for programs

error-json-only = 请求正文必须是 JSON。请带上请求头 Content-Type: application/json 再发送。
error-body-too-large = 请求超过了 { $limit_mb } MB。请把文件上传到 /api/v1/uploads，再填写它们的编号。
error-broken-form = 无法读取这个表单。请把文件放在 multipart 表单的“file”字段里，或直接作为正文发送。
error-idempotency-key-refused = Idempotency-Key 必须是 1 到 255 个字母、数字或符号，不能有空格。
error-idempotency-mismatch = 这个 Idempotency-Key 已用于另一个请求。每件事请用一个新的键。
error-still-being-made = 这个任务还在制作中。请先取消它。
error-file-gone = 这个文件已经不在了，或者当初没有要求生成。
error-webhook-url = 这个地址无法调用：它必须以 http:// 或 https:// 开头，并写明主机。
error-webhook-host = 这里不允许调用“{ $host }”。管理员可以把它写进 MOUTHPIECE_WEBHOOK_HOSTS。
error-token-name-refused = 令牌不能叫“{ $name }”。请用一行 1 到 { $limit } 个字符的名称。
error-token-name-taken = 已经有一个叫“{ $name }”的令牌。请换个名称，或先删除那一个。
error-unknown-token = 没有叫“{ $name }”的令牌。./run tokens list 会列出全部令牌。
error-not-found = 这个地址没有内容。/api/v1/docs 列出了所有接口。
error-method-not-allowed = 这里不能这样操作。/api/v1/docs 说明了可用的操作。
error-bad-request = 无法读取这个请求。正文必须是 UTF-8 编码的 JSON。
door-login-needed = 这里需要令牌：“Authorization: Bearer 令牌”。用 ./run tokens add 名称 可以创建。在浏览器中请先登录。
door-token-wrong = 这里不认识这个令牌。用 ./run tokens add 名称 可以创建新的。
door-token-wait = 你的地址发来了太多错误的令牌。请稍等再试。
door-foreign-site = 这个请求来自别的网站，已被拒绝。程序请改用令牌。
door-not-here = 这个 Mouthpiece 只对本机开放。设置 MOUTHPIECE_PASSWORD 后，其他机器才能访问。
door-not-allowed = 这个 Mouthpiece 不对你的网络开放。管理员可以设置 MOUTHPIECE_ALLOWED_NETWORKS。

## Presenters

presenters-add = 添加主播
presenters-add-lead = 一段 10 到 30 秒的视频，或一张照片。文件只留在这台机器上。
presenters-drop = 把主播的视频或照片拖到这里，或点击选择（mp4、mov、avi、mkv、webm、jpg、png、webp）
presenters-footage = 视频或照片
presenters-looking = 正在检查素材：{ $percent }%
presenters-waiting-look = 正在先检查另一份素材。
presenters-stopped = 检查已停止。
presenters-look-again = 重新检查
presenters-grade-good = 很好，可以直接做主播。
presenters-grade-fair = 可以用，这样拍效果会更好：
presenters-grade-poor = 用它做出的视频效果不好，建议重拍：
presenters-sheet = 素材一览：各个时刻的画面、嘴部特写；红色表示看不到脸的地方
presenters-who = 由谁说话？画面中有 { $people } 人，编号见下图
presenters-enlarge = 放大图片
presenters-name = 名字
presenters-name-hint = 大家看到的名字
presenters-gender = 未选声音时使用
presenters-gender-any = 只按语言选择
presenters-gender-female = 女声
presenters-gender-male = 男声
presenters-consent = 本人同意
presenters-consent-why = 未经本人同意，任何人都不能被做成说话的视频。您写的内容会和主播一起保存，以便日后查证。
presenters-consent-who = 谁同意的
presenters-consent-when = 什么时候
presenters-consent-what = 用于什么
presenters-consent-what-hint = 用于我们的培训视频
presenters-consent-missing = 请写明谁在什么时候同意、用于什么。没有这些就不能添加。
presenters-no-footage = 请先选择视频或照片。
presenters-no-name = 请写一个名字，方便以后选择。
presenters-still-looking = 素材还在检查，请稍等。
presenters-add-go = 添加
presenters-added = { $name } 已添加，可以开口说话了。
presenters-badge-builtin = 内置
presenters-badge-own = 我的
presenters-badge-shared = 已与聊天共享
presenters-badge-chat = 来自聊天
presenters-badge-photo = 照片
presenters-use = 用来做视频
presenters-actions = 对 { $name } 的操作
presenters-play = { $name } 的动态画面
presenters-check = 检查素材
presenters-check-title = { $name }：素材检查结果
presenters-rename = 改名
presenters-rename-title = { $name } 的新名字
presenters-now-called = 现在叫 { $name }。
presenters-save = 保存
presenters-share = 与聊天共享
presenters-share-sure = 把 { $name } 共享给聊天吗？之后所有给这个 Mouthpiece 发消息的人都能选这位主播。这必须在本人同意的范围内。
presenters-unshare = 不再与聊天共享
presenters-is-shared = 聊天里现在可以选 { $name }。
presenters-is-private = 现在只有工作室能看到 { $name }。
presenters-remove = 删除
presenters-sure = 要永久删除 { $name } 吗？素材和由它准备的一切都会被删除。
presenters-sure-clips = 一并删除的视频：{ $count } 个。
presenters-sure-waiting = 从队列中取消的订单：{ $count } 个。
presenters-has-gone = { $name } 已删除。删除的视频：{ $clips } 个。腾出空间：{ $size }。
presenters-consent-kept = 同意说明：{ $statement }
presenters-tips = 怎样拍得好
presenters-tip-light = 光从正面来：窗户或灯在相机后面，主播身后不要有光源。
presenters-tip-frame = 拍头和肩，相机与眼睛同高，脸占画面宽度的三分之一。
presenters-tip-mouth = 双唇闭合、放松：不要说话，不要笑。可以眨眼、呼吸，头稍微动一动。
presenters-tip-still = 看着镜头，把相机放稳。手、麦克风和头发不要挡住嘴。
presenters-tip-length = 一次拍完 10 到 30 秒，每秒 25 或 30 帧。照片也可以。
presenters-shown-good = 好
presenters-shown-dark = 太暗
presenters-shown-small = 太小
presenters-shown-turned = 脸转开了
presenters-shown-hidden = 嘴被挡住

## Voices

voices-search = 搜索
voices-search-hint = 语言或名称
voices-language = 语言
voices-language-all = 所有语言
voices-engine = 类型
voices-engine-all = 所有类型
voices-gender = 声音
voices-gender-all = 全部
voices-female = 女声
voices-male = 男声
voices-words = 让它说
voices-words-hint = 留空时，每个声音说自己的示例句。也可以写一个名字或一句话（最多 { $limit } 个字符），再点一个声音。
voices-words-example = 必须读对的名字
voices-count = 声音：{ $count } 个
voices-no-match = 没有符合条件的声音。
voices-clear = 显示所有声音
voices-hear = 试听 { $name }
voices-stop = 停止 { $name }
voices-failed = 现在无法试听。
voices-use = 使用
voices-use-it = 用来做视频：{ $name }
voices-engine-espeak = espeak-ng，GPL-3.0
voices-engine-coqui = Coqui，许可由模型规定
voices-licence-espeak = espeak-ng 是 GPL-3.0 自由软件；它说的内容归您所有
voices-licence-coqui = 每个模型都有自己的许可，有些禁止商业使用
voices-coqui-title = 更自然的声音：Coqui
voices-coqui-what = Coqui 的模型听起来像真人，和其他部分一样只在这台机器上运行。它们很大：引擎连同 PyTorch 占用数 GB 磁盘，每个模型约 100 MB 到 2 GB。
voices-coqui-install = 尚未安装。在 Mouthpiece 的文件夹里运行以下命令来安装引擎：
voices-coqui-installed = 引擎已安装，还缺模型。
voices-coqui-where = 一个模型就是一个含有 config.json 和权重文件的文件夹。放到这里，再刷新本页：
voices-coqui-licence = 每个模型都有自己的许可，有些禁止商业使用。
voices-coqui-unusable = 已找到以下模型，安装引擎后即可使用：
error-footage-too-long = { $name } 长 { NUMBER($minutes, maximumFractionDigits: 0) } 分钟，最多接受 { NUMBER($limit, maximumFractionDigits: 0) } 分钟。请剪出主播看着镜头的 10 到 30 秒。

## Many clips at once: a batch, and the table in its archive

studio-batch-new = 新建
studio-batch-earlier = 以前的批次
studio-batch-none = 这里还没有制作过视频。
studio-batch-more = 显示更多
studio-batch-show = 显示哪些视频
studio-batch-show-all = 全部（{ $count }）
studio-batch-show-open = 未完成（{ $count }）
studio-batch-show-done = 已完成（{ $count }）
studio-batch-show-failed = 失败（{ $count }）
studio-batch-empty = 没有这一类视频。
studio-batch-pages = 列表分页
studio-batch-page = 第 { $from }–{ $to } 个，共 { $total } 个
studio-batch-page-before = 上一页
studio-batch-page-after = 下一页
studio-batch-progress = 已完成 { $done } / { $total }
studio-batch-failed = 失败 { $count }
studio-batch-cancelled = 已取消 { $count }
studio-batch-paused = 已暂停；正在制作的会先完成
studio-batch-pause = 暂停
studio-batch-resume = 继续
studio-batch-cancel = 取消其余的
studio-batch-cancel-sure = 要取消所有还没完成的视频吗？已完成的会保留。
studio-batch-retry = 重试（{ $count }）
studio-batch-zip = 全部下载（ZIP）
studio-batch-zip-subtitles = ZIP（含字幕）
studio-batch-delete = 全部删除
studio-batch-delete-sure = 要永久删除这些视频吗？
studio-batch-row = 第 { $row } 行
studio-batch-reused = 其中 { $time } 直接沿用，没有重新制作
studio-batch-gone = 这些视频已经不在了，可能已被删除。
studio-index-row = 行
studio-index-file = 文件
studio-index-state = 状态
studio-index-error = 错误
studio-left-out = 已跳过
studio-batch-left-out = 已跳过的行：{ $count }

many-drop = 把有人脸的视频或照片拖到这里，数量不限，也可以点击选择
many-files = 视频和照片
many-sent = 已收到 { $done } / { $total } 个文件
many-clear = 全部移除
many-presenters = 主播
many-all = 全选
many-none = 全不选
many-make = 制作视频（{ $count }）
many-not-a-face = “{ $name }”里没有画面。请选择视频或照片。
many-wait = 有些文件还在上传。请稍等，或者把它们移除。
many-no-targets = 请添加视频或照片，或者勾选一位主播。
many-too-many = 一次最多制作 { $limit } 个视频。请移除一些。

names-template = 模板
names-template-hint = 尊敬的{ "{" }姓名{ "}" }，……
names-template-help = 在需要念出单元格内容的地方，用花括号写上列名，例如 { "{" }姓名{ "}" }。
names-table = 表格
names-drop = 把表格拖到这里，或点击选择（CSV、TSV 或 Excel）。第一行是列名。
names-paste = 或者从电子表格粘贴
names-paste-hint = 连同列名那一行一起复制单元格，然后粘贴到这里。
names-insert = 把“{ $column }”列放进模板
names-pattern = 文件名
names-pattern-hint = 和模板一样，用花括号写列名。文件名不会重复，必要时会加上数字。
names-check = 检查
names-check-waits = 写好模板并添加表格后，会立即检查，然后才开始制作。
names-problems = 表格的问题
names-problems-more = 还有 { $count } 个
names-fine = 没有问题
names-summary = 视频数量：{ $count }，总长约 { $length }
names-takes = 制作约需 { $time }
names-row = 视频
names-row-of = / { $total }（表格第 { $row } 行）
names-row-before = 上一行
names-row-after = 下一行
names-draft = 试做这一行（3 秒）
names-make = 制作视频（{ $count }）
names-make-none = 制作视频
names-no-template = 请先写模板。
names-no-table = 请先添加表格。
names-not-ready = 请先解决“检查”中列出的问题。
names-not-ready-but = 请先解决“检查”中列出的问题，或在那里勾选跳过这些行。
names-skip = 跳过有问题的行（{ $bad }），只制作其余的行（{ $good }）
names-left-out = 跳过：{ $count }
names-example = 看一个例子
names-example-template =
    { "{" }姓名{ "}" }，您好！感谢您的订购。您的{ "{" }商品{ "}" }将在{ "{" }日期{ "}" }送到。如有任何问题，请随时联系我们。我们很乐意为您服务。
names-example-rows = 姓名;商品;日期 / 李伟;茶具;星期一 / 王芳;台灯;星期二 / 陈静;背包;星期五

error-unknown-batch = 这些视频已经不在了，可能已被删除。
error-batch-busy = 其中有些视频还在排队或制作中。请先取消它们。
error-nothing-made = 这些视频都还没有完成。
error-table-trouble = 这个表格还不能用。{ $first } 问题数：{ $count }。

## History and storage

studio-log-of = 此订单的日志
history-search = 搜索
history-search-hint = 文本中的词、文件名、姓名
history-presenter = 主持人
history-every-presenter = 所有主持人
history-state = 状态
history-every-state = 所有状态
history-active = 等待或制作中
history-select-all = 全选本页
history-select = 选择“{ $name }”
history-shown = 显示 { $count } 条
history-delete-chosen = 删除所选 { $count } 条
history-delete-chosen-sure = 永久删除所选的 { $count } 条及其视频吗？
history-not-deleted = 未删除：{ $count }。{ $why }
history-deleted = 已删除 { $count } 条
history-pages = 历史记录翻页
history-newest = 最新
history-newer = 较新
history-older = 较早
history-none-yet = 还没有制作过视频。所有视频都会出现在这里。
history-none-found = 没有符合的内容。请减少搜索词，或选择所有主持人和所有状态。
history-none-older = 没有更早的内容了。
history-took = 制作用时 { $time }
history-reused = 之前已制作
history-batch = 批次
history-details = 制作详情
history-again = 再做一次
history-made-before = 之前已经做过：就是这个。
history-in-line = 已加入队列。
history-channel-studio = 工作室
history-channel-api = API
history-channel-telegram = 聊天
history-engine = 口型引擎
history-picture = 画面
history-phones = 语音音素
history-reused-parts = 沿用之前的部分
history-faceless = 没有人脸
history-total = 总计
history-remarks = 说明
history-remark-lips-left = 之前选的口型当时不能用，所以用了主播自己的嘴。缺什么见“./run models list”。
history-receipt-speak = 合成语音
history-receipt-listen = 听取录音
history-receipt-prepare = 准备主持人
history-receipt-mouth = 规划口型
history-receipt-render = 驱动嘴唇
history-receipt-finish = 收尾
history-number = 订单 { $id }。
history-storage = 存储空间
history-storage-line = 视频 { $clips } 个，{ $size }。可用空间 { $free }。
history-keep = 视频会在 { $days } 天后自动删除（MOUTHPIECE_KEEP_DAYS）。
history-keep-all = 视频会一直保留，直到有人删除。设置 MOUTHPIECE_KEEP_DAYS 后会在相应天数后自动删除。
history-part-clips = 视频
history-part-inputs = 上传的文件
history-part-prepared = 预处理数据
history-part-presenters = 主持人
history-part-other = 其他
history-part-free = 可用
history-clean = 清理
history-days = 早于（天）
history-clean-do = 删除
history-clean-nothing = 没有可删除的内容。
history-clean-clips = 旧视频
history-clean-clips-told = 工作室和 API 的视频：{ $count } 个。可释放 { $size }。
history-clean-clips-sure = 永久删除 { $days } 天以前的 { $count } 个视频吗？可释放 { $size }。
history-clean-failed = 失败和已取消的订单
history-clean-failed-told = 订单：{ $count } 个。
history-clean-failed-sure = 删除 { $days } 天以前的 { $count } 个失败和已取消的订单吗？
history-clean-uploads = 没有订单使用的文件
history-clean-uploads-told = 文件：{ $count } 个。可释放 { $size }。
history-clean-uploads-sure = 删除 { $count } 个没有订单使用的文件吗？可释放 { $size }。
history-clean-prepared = 无人使用的素材的预处理数据
history-clean-prepared-told = 视频和照片：{ $count } 个。可释放 { $size }。再次使用时会重新准备。
history-clean-prepared-sure = 删除 { $count } 个视频和照片的预处理数据吗？可释放 { $size }。不会丢失任何视频。
history-freed = 已删除 { $count } 项，释放 { $size }。

## The log

log-source = 哪个日志
log-source-bot = Mouthpiece
log-source-worker = 工作进程（渲染）
log-level = 严重程度
log-level-debug = 全部
log-level-info = 信息及以上
log-level-warning = 警告和错误
log-level-error = 仅错误
log-mark-debug = 细节
log-mark-info = 信息
log-mark-warning = 警告
log-mark-error = 错误
log-words = 搜索词
log-words-hint = 搜索词、订单号、文件
log-of-order = 订单 { $id }
log-only-order = 只看此订单
log-every-order = 显示所有订单
log-download = 下载
log-none = 没有符合的内容。请选择“全部”，或减少搜索词。
log-trace = 出错位置
log-new-lines = 新增 { $count } 行 ↓

## What keeps the machine from making clips

trouble-disk-full = 磁盘已满（{ $path }）。有空间之前不会制作视频，订单会等待。请在历史页面删除旧视频。
trouble-worker-broken = 目前无法制作：工作进程无法启动（{ $reason }）。订单会等待。详情见日志；./run doctor 会说明如何解决。
error-source-gone = “{ $name }”已被删除，因此无法再次制作此视频。请在首页重新上传该文件。

## 可以下载的模型

voices-models = 模型
voices-model-size = 约 { $size }
voices-model-fetch = 下载
voices-model-go-on = 继续下载
voices-model-fetching = 正在下载；离开本页也会继续
voices-model-checking = 正在检查下载的内容
voices-model-here = 已在本机，可以使用
voices-model-agree = 从互联网下载“{ $name }”吗？许可：{ $licence }。{ $allowed }
voices-model-agreed = 我同意，下载
voices-model-commercial-yes = 允许商业使用。
voices-model-commercial-no = 禁止商业使用。
voices-model-commercial-unknown = 不清楚是否允许商业使用。
voices-model-by-hand = 没有可下载的地址。请从作者处获取后交给本程序：./run models pull { $id } --from 文件
voices-model-page = 作者的页面
voices-model-delete-sure = 从本机删除“{ $name }”吗？
