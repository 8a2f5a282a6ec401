### What the studio's pages say. Errors, stages of work and remarks about footage are in the bot's catalogue.

## The frame of every page

studio-skip = К содержанию
studio-nav = Страницы
studio-menu = Меню
studio-nav-one = Один ролик
studio-nav-many = Много роликов
studio-nav-names = По именам
studio-nav-presenters = Ведущие
studio-nav-voices = Голоса
studio-nav-history = История
studio-nav-log = Журнал
studio-nav-chat = Чат
studio-lead-one = Текст или запись, которые произнесёт на видео тот, кого вы выберете.
studio-lead-many = Один звук или текст, много видео и ведущих.
studio-lead-names = Один шаблон и таблица имён: по ролику на строку.
studio-lead-presenters = Кого можно показать. Добавьте любого, кто согласен.
studio-lead-voices = Кого можно услышать.
studio-lead-history = Все ролики, сделанные здесь.
studio-lead-log = Что делает Mouthpiece, прямо сейчас.
studio-me = Ваше имя
studio-me-hint = необязательно
studio-language = Язык
studio-offline = Связь прервалась. Пробуем снова; ничего не потеряно.
studio-noscript = Этой странице нужен JavaScript, а в вашем браузере он выключен.
studio-yes = Да
studio-no = Нет
studio-ok = Хорошо
studio-close = Закрыть
studio-play = Смотреть «{ $name }»
studio-remove = Убрать
studio-delete = Удалить
studio-cancel = Отменить
studio-retry = Попробовать ещё раз
studio-download = Скачать
studio-unreachable = Mouthpiece не отвечает. Он запущен? Введённое сохранено, попробуйте ещё раз.
studio-invalid = В поле «{ $field }» что-то не подходит: { $reason }.
studio-sending = Отправка
studio-seconds = { $number } с
studio-minutes = { $number } мин
studio-hours = { $number } ч

## How it sounds and looks

studio-voice = Голос
studio-voice-auto = Сам, по языку и ведущему
studio-hear = Послушать этот голос
studio-hear-failed = Образец не удалось воспроизвести.
studio-rate = Темп
studio-subtitles = Субтитры
studio-subtitles-off = Нет
studio-subtitles-beside = Файлами рядом с роликом
studio-subtitles-burnt = В кадре
studio-shape = Форма
studio-shape-own = Как снято
studio-shape-square = Квадрат вокруг лица
studio-size = Размер (короткая сторона)
studio-size-own = Как снято
studio-background = Фон
studio-background-own = Как снято
studio-background-colour = Цвет
studio-background-picture = Картинка
studio-background-choose = Выбрать картинку
studio-no-backdrop-yet = Сначала выберите картинку для фона или возьмите другой фон.
studio-background-hint = Работает, если фон съёмки одноцветный или зелёный.
studio-engine = Губы
studio-engine-auto = Как выбрано для ведущего или здесь
studio-engine-missing = не готово
studio-engine-only = { $name } – так губы рисуются здесь. Есть и другие: «./run models list» скажет, как их получить.
studio-more = Субтитры, форма, фон, губы

## One clip

studio-said = Что говорится
studio-by-text = Текст
studio-by-sound = Запись
studio-text = Текст
studio-text-hint = Напишите, что скажет ведущий, на любом языке.
studio-length = { $count } знаков, около { $time }
studio-drop-sound = Перетащите сюда звук или нажмите, чтобы выбрать (wav, mp3, m4a, aac, flac, ogg или видео)
studio-record = Записать
studio-record-stop = Стоп
studio-words = Что в записи говорится (необязательно)
studio-words-hint = Со словами губы точнее и можно сделать субтитры.
studio-seen = Кто говорит
studio-by-presenter = Ведущий
studio-by-footage = Моё видео или фото
studio-drop-footage = Перетащите сюда видео или фото с лицом или нажмите, чтобы выбрать (mp4, mov, avi, mkv, webm, flv, jpg, png, webp)
studio-draft = Черновик (3 с)
studio-draft-hint = Только первые три секунды, раньше всех остальных.
studio-draft-mark = черновик
studio-make = Сделать ролик
studio-clips = Ролики
studio-none-yet = Роликов пока нет. Напишите текст, выберите ведущего и нажмите «Сделать ролик».
studio-all-clips = Все ролики в истории
studio-change = Изменить
studio-delete-sure = Удалить этот ролик навсегда?
studio-no-sound-yet = Сначала выберите звук или запишите его.
studio-no-footage-yet = Сначала выберите видео или фото либо возьмите ведущего.
studio-mic-failed = Не удалось открыть микрофон.
studio-mic-insecure = Браузеры записывают звук только на этой же машине или по HTTPS. Откройте страницу так или выберите файл.
studio-mic-denied = Браузеру не разрешён микрофон. Разрешите его в адресной строке и попробуйте снова.
studio-mic-missing = Микрофон не найден. Подключите его и попробуйте снова.

## How far an order is

studio-state-queued = ждёт
studio-state-held = на паузе
studio-state-running = делается
studio-state-done = готов
studio-state-failed = не удался
studio-state-cancelled = отменён
studio-next = Следующий в очереди
studio-waiting = В очереди, впереди { $ahead }
studio-left = осталось { $time }
studio-stage-start = Начинаю
studio-stage-speak = Озвучиваю
studio-stage-listen = Слушаю
studio-stage-prepare = Готовлю ведущего
studio-stage-render = Двигаю губы
studio-stage-finish = Завершаю

## Errors of the studio alone

error-unknown-upload = Файла «{ $name }» здесь уже нет. Выберите его снова.
error-text-or-sound = Напишите текст или выберите запись.
error-presenter-or-footage = Выберите либо ведущего, либо своё видео или фото.
error-wrong-kind = «{ $name }» здесь не подходит: в нём нет { $wanted ->
    [sound] звука
   *[picture] изображения
  }. Выберите другой файл.
error-not-ready = Ролика ещё нет.

## Что не подходит в запросе

invalid-whole-request = Запрос не подходит: { $reason }.
invalid-missing = этого поля нет
invalid-unknown = такого поля не бывает
invalid-text = нужен текст
invalid-too-long = символов больше, чем { $limit }
invalid-too-short = символов меньше, чем { $limit }
invalid-pattern = написано не так, как нужно
invalid-unicode = есть повреждённые символы
invalid-whole = нужно целое число
invalid-number = нужно число
invalid-yes-no = нужно true или false
invalid-least = нужно { $limit } или больше
invalid-most = нужно { $limit } или меньше
invalid-one-of = нужно одно из этих значений: { $choices }
invalid-list = нужен список
invalid-many = записей больше, чем { $limit }
invalid-few = записей меньше, чем { $limit }
invalid-object = нужен объект JSON
invalid-json = это не JSON

## The API for programs

error-json-only = Тело запроса должно быть в формате JSON. Отправьте его с заголовком Content-Type: application/json.
error-body-too-large = Запрос больше { $limit_mb } МБ. Загрузите файлы через /api/v1/uploads и укажите их номера.
error-broken-form = Форму не удалось прочитать. Отправьте файл в поле «file» формы multipart или прямо в теле запроса.
error-idempotency-key-refused = Idempotency-Key должен содержать от 1 до 255 букв, цифр или знаков, без пробелов.
error-idempotency-mismatch = Этот Idempotency-Key уже использован для другого запроса. Для каждого дела берите новый ключ.
error-still-being-made = Заказ ещё выполняется. Сначала отмените его.
error-file-gone = Этого файла больше нет, или его не заказывали.
error-webhook-url = По этому адресу нельзя обратиться: он должен начинаться с http:// или https:// и содержать имя узла.
error-webhook-host = Обращаться к «{ $host }» отсюда нельзя. Владелец этого Mouthpiece может указать его в MOUTHPIECE_WEBHOOK_HOSTS.
error-token-name-refused = Токен нельзя назвать «{ $name }». Дайте ему имя из 1–{ $limit } символов в одну строку.
error-token-name-taken = Токен «{ $name }» уже есть. Выберите другое имя или сначала удалите тот.
error-unknown-token = Токена «{ $name }» нет. Все токены показывает ./run tokens list.
error-not-found = По этому адресу ничего нет. Всё, что есть, описано на странице /api/v1/docs.
error-method-not-allowed = Здесь так нельзя. Что можно, описано на странице /api/v1/docs.
error-bad-request = Запрос не удалось прочитать. Его тело должно быть в формате JSON и в кодировке UTF-8.
door-login-needed = Здесь нужен токен: «Authorization: Bearer ТОКЕН». Его создаёт ./run tokens add ИМЯ. В браузере сначала войдите.
door-token-wrong = Этот токен здесь неизвестен. Новый создаёт ./run tokens add ИМЯ.
door-token-wait = С вашего адреса пришло слишком много неверных токенов. Подождите немного и попробуйте снова.
door-foreign-site = Этот запрос пришёл с другого сайта и отклонён. Программам нужен токен.
door-not-here = Этот Mouthpiece отвечает только своей машине. Чтобы впустить других, задайте MOUTHPIECE_PASSWORD.
door-not-allowed = Этот Mouthpiece закрыт для вашей сети. Его владелец задаёт MOUTHPIECE_ALLOWED_NETWORKS.

## Presenters

presenters-add = Добавить ведущего
presenters-add-lead = Видео на 10–30 секунд или фотография. Файл остаётся на этой машине.
presenters-drop = Перетащите сюда видео или фото ведущего или нажмите, чтобы выбрать (mp4, mov, avi, mkv, webm, jpg, png, webp)
presenters-footage = Видео или фото
presenters-looking = Смотрим запись: { $percent } %
presenters-waiting-look = Сначала досмотрим другую запись.
presenters-stopped = Просмотр остановлен.
presenters-look-again = Посмотреть ещё раз
presenters-grade-good = Хорошо: это уже может быть ведущим.
presenters-grade-fair = Подойдёт, но можно снять лучше:
presenters-grade-poor = С таким материалом видео получится плохим. Лучше снять заново:
presenters-sheet = Запись одним взглядом: кадры, рот крупно, красным — где лица не видно
presenters-who = Кто говорит? Людей: { $people }, номера — на картинке
presenters-enlarge = Увеличить картинку
presenters-name = Имя
presenters-name-hint = как его увидят все
presenters-gender = Голос, если не выбран
presenters-gender-any = Только по языку
presenters-gender-female = Женский
presenters-gender-male = Мужской
presenters-consent = Согласие
presenters-consent-why = Никого нельзя показывать говорящим без его согласия. То, что вы напишете, хранится вместе с ведущим, чтобы это можно было проверить.
presenters-consent-who = Кто согласился
presenters-consent-when = Когда
presenters-consent-what = На что
presenters-consent-what-hint = для наших учебных видео
presenters-consent-missing = Напишите, кто согласился, когда и на что. Без этого никого не добавляют.
presenters-no-footage = Сначала выберите видео или фото.
presenters-no-name = Напишите имя, чтобы ведущего можно было выбрать.
presenters-still-looking = Запись ещё просматривается. Подождите немного.
presenters-add-go = Добавить
presenters-added = { $name } здесь и может говорить.
presenters-badge-builtin = встроенный
presenters-badge-own = мой
presenters-badge-shared = открыт чату
presenters-badge-chat = из чата
presenters-badge-photo = фото
presenters-use = Взять для видео
presenters-actions = Что сделать: { $name }
presenters-play = { $name } в движении
presenters-check = Проверить запись
presenters-check-title = { $name }: насколько годится запись
presenters-rename = Переименовать
presenters-rename-title = Новое имя: { $name }
presenters-now-called = Теперь имя — { $name }.
presenters-save = Сохранить
presenters-share = Открыть чату
presenters-share-sure = Открыть чату ведущего { $name }? Его сможет выбрать каждый, кто пишет этому Mouthpiece. Данное согласие должно это позволять.
presenters-unshare = Закрыть для чата
presenters-is-shared = { $name }: теперь можно выбрать в чате.
presenters-is-private = { $name }: теперь видно только в студии.
presenters-remove = Удалить
presenters-sure = Удалить навсегда: { $name }? Запись и всё, что из неё подготовлено, будет стёрто.
presenters-sure-clips = Вместе с ведущим удалится видео: { $count }.
presenters-sure-waiting = Заказов будет снято с очереди: { $count }.
presenters-has-gone = { $name }: удалено. Видео удалено: { $clips }. Освобождено: { $size }.
presenters-consent-kept = Согласие: { $statement }
presenters-tips = Как хорошо снять
presenters-tip-light = Свет спереди: окно или лампа за камерой, а не за ведущим.
presenters-tip-frame = Голова и плечи, камера на уровне глаз, лицо — треть ширины кадра.
presenters-tip-mouth = Губы сомкнуты и расслаблены: не говорить и не улыбаться. Моргать, дышать и чуть двигать головой можно.
presenters-tip-still = Смотрите в камеру, она стоит твёрдо. Руки, микрофон и волосы — в стороне от рта.
presenters-tip-length = 10–30 секунд одним куском, 25 или 30 кадров в секунду. Подойдёт и фотография.
presenters-shown-good = хорошо
presenters-shown-dark = темно
presenters-shown-small = мелко
presenters-shown-turned = отвернулся
presenters-shown-hidden = рот закрыт

## Voices

voices-search = Поиск
voices-search-hint = язык или название
voices-language = Язык
voices-language-all = Все языки
voices-engine = Вид
voices-engine-all = Все виды
voices-gender = Голос
voices-gender-all = Все
voices-female = женский
voices-male = мужской
voices-words = Пусть скажет
voices-words-hint = Если пусто, каждый голос говорит свою фразу-образец. Напишите имя или свою строку, до { $limit } знаков, и нажмите на голос.
voices-words-example = имя, которое должно звучать верно
voices-count = Голосов: { $count }
voices-no-match = Ни один голос не подходит.
voices-clear = Показать все голоса
voices-hear = Послушать: { $name }
voices-stop = Остановить: { $name }
voices-failed = Сейчас его нельзя послушать.
voices-use = Взять
voices-use-it = Взять для видео: { $name }
voices-engine-espeak = espeak-ng, GPL-3.0
voices-engine-coqui = Coqui, лицензия модели
voices-licence-espeak = espeak-ng — свободная программа (GPL-3.0); сказанное ею — ваше
voices-licence-coqui = У каждой модели своя лицензия; некоторые запрещают коммерческое использование
voices-coqui-title = Более живые голоса: Coqui
voices-coqui-what = Модели Coqui звучат как люди и, как и всё остальное, работают на этой машине. Они велики: движок с PyTorch занимает несколько ГБ на диске, каждая модель — примерно от 100 МБ до 2 ГБ.
voices-coqui-install = Пока не установлено. Движок ставит эта команда в папке Mouthpiece:
voices-coqui-installed = Движок установлен, не хватает моделей.
voices-coqui-where = Модель — это папка с config.json и файлом весов. Положите её сюда и обновите страницу:
voices-coqui-licence = У каждой модели своя лицензия; некоторые запрещают коммерческое использование.
voices-coqui-unusable = Найдены модели; они заговорят, когда движок будет установлен:
error-footage-too-long = { $name } длится { NUMBER($minutes, maximumFractionDigits: 0) } мин; принимается не больше { NUMBER($limit, maximumFractionDigits: 0) }. Вырежьте 10–30 секунд, где ведущий смотрит в камеру.

## Many clips at once: a batch, and the table in its archive

studio-batch-new = Новые
studio-batch-earlier = Раньше
studio-batch-none = Здесь пока ничего не делали.
studio-batch-more = Показать ещё
studio-batch-show = Какие ролики показаны
studio-batch-show-all = Все ({ $count })
studio-batch-show-open = Не готовы ({ $count })
studio-batch-show-done = Готовы ({ $count })
studio-batch-show-failed = Не вышли ({ $count })
studio-batch-empty = Таких роликов нет.
studio-batch-pages = Страницы списка
studio-batch-page = { $from }–{ $to } из { $total }
studio-batch-page-before = Назад
studio-batch-page-after = Дальше
studio-batch-progress = готово { $done } из { $total }
studio-batch-failed = не вышло: { $count }
studio-batch-cancelled = отменено: { $count }
studio-batch-paused = на паузе; начатое будет доделано
studio-batch-pause = Пауза
studio-batch-resume = Продолжить
studio-batch-cancel = Отменить остальные
studio-batch-cancel-sure = Отменить все ролики, которые ещё не готовы? Готовые останутся.
studio-batch-retry = Повторить ({ $count })
studio-batch-zip = Скачать все (ZIP)
studio-batch-zip-subtitles = ZIP с субтитрами
studio-batch-delete = Удалить все
studio-batch-delete-sure = Удалить все эти ролики навсегда?
studio-batch-row = Строка { $row }
studio-batch-reused = из них { $time } взято готовым
studio-batch-gone = Этих роликов больше нет. Возможно, их удалили.
studio-index-row = строка
studio-index-file = файл
studio-index-state = состояние
studio-index-error = ошибка
studio-left-out = пропущена
studio-batch-left-out = Пропущено строк: { $count }

many-drop = Перетащите сюда видео или фото с лицом, сколько угодно, или нажмите, чтобы выбрать
many-files = Видео и фото
many-sent = Загружено файлов: { $done } из { $total }
many-clear = Убрать все
many-presenters = Ведущие
many-all = Все
many-none = Никого
many-make = Сделать ролики ({ $count })
many-not-a-face = В файле «{ $name }» нет изображения. Выберите видео или фото.
many-wait = Некоторые файлы ещё загружаются. Подождите немного или уберите их.
many-no-targets = Добавьте видео или фото либо отметьте ведущего.
many-too-many = За один раз можно сделать не больше { $limit } роликов. Уберите лишние.

names-template = Шаблон
names-template-hint = Здравствуйте, { "{" }имя{ "}" }! …
names-template-help = Где нужно произнести ячейку, напишите название столбца в фигурных скобках, например { "{" }имя{ "}" }.
names-table = Таблица
names-drop = Перетащите сюда таблицу или нажмите, чтобы выбрать (CSV, TSV или Excel). Первая строка — названия столбцов.
names-paste = Или вставьте из электронной таблицы
names-paste-hint = Скопируйте ячейки вместе со строкой названий столбцов и вставьте сюда.
names-insert = Вставить столбец «{ $column }» в шаблон
names-pattern = Имена файлов
names-pattern-hint = Столбцы в фигурных скобках, как в шаблоне. Имена не повторяются: где нужно, добавится номер.
names-check = Проверка
names-check-waits = Напишите шаблон и добавьте таблицу: они проверяются сразу, до начала работы.
names-problems = Что не так с таблицей
names-problems-more = и ещё { $count }
names-fine = Всё в порядке
names-summary = Роликов: { $count }, всего около { $length } видео
names-takes = примерно { $time } на изготовление
names-row = Ролик
names-row-of = из { $total } (строка { $row } таблицы)
names-row-before = Предыдущая строка
names-row-after = Следующая строка
names-draft = Черновик этой строки (3 с)
names-make = Сделать ролики ({ $count })
names-make-none = Сделать ролики
names-no-template = Сначала напишите шаблон.
names-no-table = Сначала добавьте таблицу.
names-not-ready = Сначала исправьте то, что перечислено в разделе «Проверка».
names-not-ready-but = Сначала исправьте то, что перечислено в разделе «Проверка», или отметьте там, что эти строки надо пропустить.
names-skip = Пропустить строки с ошибками ({ $bad }) и сделать остальные ({ $good })
names-left-out = пропущено: { $count }
names-example = Показать пример
names-example-template =
    Здравствуйте, { "{" }имя{ "}" }! Спасибо за ваш заказ. Ваш { "{" }товар{ "}" } прибудет в { "{" }день{ "}" }. Если у вас есть вопросы, просто напишите нам. Мы будем рады помочь.
names-example-rows = имя;товар;день / Анна;чайный набор;понедельник / Тимур;фонарь;вторник / Мария;рюкзак;пятницу

error-unknown-batch = Этих роликов больше нет. Возможно, их удалили.
error-batch-busy = Некоторые из этих роликов ещё ждут или делаются. Сначала отмените их.
error-nothing-made = Ни один из этих роликов ещё не готов.
error-table-trouble = Таблицу пока нельзя использовать. { $first } Проблем: { $count }.

## History and storage

studio-log-of = Журнал этого заказа
history-search = Поиск
history-search-hint = Слова текста, файл, имя
history-presenter = Ведущий
history-every-presenter = Все ведущие
history-state = Состояние
history-every-state = Любое состояние
history-active = ждут или создаются
history-select-all = Выбрать всё на странице
history-select = Выбрать «{ $name }»
history-shown = Показано: { $count }
history-delete-chosen = Удалить выбранное: { $count }
history-delete-chosen-sure = Удалить выбранное ({ $count }) навсегда вместе с роликами?
history-not-deleted = Не удалено: { $count }. { $why }
history-deleted = Удалено: { $count }
history-pages = Страницы истории
history-newest = Самые новые
history-newer = Новее
history-older = Старше
history-none-yet = Пока ничего не создано. Здесь будут все ролики.
history-none-found = Ничего не найдено. Уберите часть слов или выберите всех ведущих и любое состояние.
history-none-older = Старше ничего нет.
history-took = создан за { $time }
history-reused = создан раньше
history-batch = Серия
history-details = Как это сделано
history-again = Создать снова
history-made-before = Такой ролик уже есть: вот он.
history-in-line = Заказ в очереди.
history-channel-studio = Студия
history-channel-api = API
history-channel-telegram = Чат
history-engine = Движок губ
history-picture = Картинка
history-phones = Звуки речи
history-reused-parts = Взято из готового
history-faceless = Без лица
history-total = Всего
history-remarks = Примечание
history-remark-lips-left = Выбранные раньше губы нельзя было использовать, поэтому двигаются собственные губы ведущего. Чего не хватает, скажет «./run models list».
history-receipt-speak = Речь
history-receipt-listen = Прослушивание
history-receipt-prepare = Подготовка ведущего
history-receipt-mouth = План движений рта
history-receipt-render = Движение губ
history-receipt-finish = Завершение
history-number = Заказ { $id }.
history-storage = Место на диске
history-storage-line = Роликов: { $clips }, { $size }. Свободно: { $free }.
history-keep = Ролики удаляются сами через { $days } дн. (MOUTHPIECE_KEEP_DAYS).
history-keep-all = Ролики хранятся, пока их не удалят. MOUTHPIECE_KEEP_DAYS удаляет их через столько дней.
history-part-clips = Ролики
history-part-inputs = Присланные файлы
history-part-prepared = Подготовленное
history-part-presenters = Ведущие
history-part-other = Всё остальное
history-part-free = Свободно
history-clean = Очистка
history-days = Старше (дней)
history-clean-do = Удалить
history-clean-nothing = Удалять нечего.
history-clean-clips = Старые ролики
history-clean-clips-told = Ролики студии и API: { $count }. Освободится { $size }.
history-clean-clips-sure = Удалить навсегда ролики старше { $days } дн. ({ $count })? Освободится { $size }.
history-clean-failed = Неудавшиеся и отменённые заказы
history-clean-failed-told = Заказов: { $count }.
history-clean-failed-sure = Удалить неудавшиеся и отменённые заказы старше { $days } дн. ({ $count })?
history-clean-uploads = Файлы, которые не нужны ни одному заказу
history-clean-uploads-told = Файлов: { $count }. Освободится { $size }.
history-clean-uploads-sure = Удалить файлы, которые не нужны ни одному заказу ({ $count })? Освободится { $size }.
history-clean-prepared = Подготовленные данные съёмок, которые никто не использует
history-clean-prepared-told = Видео и фото: { $count }. Освободится { $size }. Когда понадобятся, подготовятся заново.
history-clean-prepared-sure = Удалить подготовленные данные ({ $count })? Освободится { $size }. Ни один ролик не пропадёт.
history-freed = Удалено: { $count }. Освобождено: { $size }.

## The log

log-source = Какой журнал
log-source-bot = Mouthpiece
log-source-worker = Рабочий процесс (рендеринг)
log-level = Важность
log-level-debug = Всё
log-level-info = Сведения и важнее
log-level-warning = Предупреждения и ошибки
log-level-error = Только ошибки
log-mark-debug = деталь
log-mark-info = инфо
log-mark-warning = внимание
log-mark-error = ошибка
log-words = Слова
log-words-hint = Слова, заказ, файл
log-of-order = Заказ { $id }
log-only-order = Только этот заказ
log-every-order = Показать все заказы
log-download = Скачать
log-none = Ничего не найдено. Выберите «Всё» или уберите часть слов.
log-trace = Где это произошло
log-new-lines = Новых строк: { $count } ↓

## What keeps the machine from making clips

trouble-disk-full = Диск заполнен ({ $path }). Пока нет места, ничего не создаётся; заказы ждут. Удалите старые ролики в истории.
trouble-worker-broken = Создать ничего нельзя: рабочий процесс не запускается ({ $reason }). Заказы ждут. Подробности в журнале; ./run doctor подскажет, что делать.
error-source-gone = «{ $name }» удалён, поэтому ролик нельзя создать снова. Пришлите файл ещё раз на первой странице.

## Модели, которые можно скачать

voices-models = Модели
voices-model-size = около { $size }
voices-model-fetch = Скачать
voices-model-go-on = Скачивать дальше
voices-model-fetching = Скачивается; продолжится и без этой страницы
voices-model-checking = Проверяется то, что пришло
voices-model-here = Есть на этой машине
voices-model-agree = Скачать «{ $name }» из интернета? Лицензия: { $licence }. { $allowed }
voices-model-agreed = Согласен, скачать
voices-model-commercial-yes = Коммерческое использование разрешено.
voices-model-commercial-no = Коммерческое использование запрещено.
voices-model-commercial-unknown = Разрешено ли коммерческое использование, неизвестно.
voices-model-by-hand = Адрес для скачивания неизвестен. Возьмите модель у авторов и передайте: ./run models pull { $id } --from ФАЙЛ
voices-model-page = Страница авторов
voices-model-delete-sure = Удалить «{ $name }» с этой машины?
