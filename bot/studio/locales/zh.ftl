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
studio-background-hint = 原片背景是纯色或绿幕时可用。
studio-more = 字幕、形状、背景

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
