<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>A studio for directing generated video: words become shots, and shots a film.</source>
        <translation>生成视频的导演工作台：文字成为镜头，镜头连成影片。</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>About Fantascope</source>
        <translation>关于 Fantascope</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Everything runs on this machine. Nothing you write, import or make leaves it, and the studio opens no network connection unless you ask it to fetch a model.</source>
        <translation>一切都在本机运行。您写的、导入的、生成的内容都不会离开这台电脑；除非您要求下载模型，本程序不会联网。</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>The bundled model draws one small cartoon world. It was trained on drawings made by this project&apos;s own code; no footage of others is in it.</source>
        <translation>自带的模型只画一个小小的卡通世界。它用本项目自己的代码画出的图训练而成，不含他人的影像。</translation>
    </message>
    <message>
        <source>The file {name} is missing from this copy.</source>
        <translation>此副本缺少文件 {name}。</translation>
    </message>
    <message>
        <source>This copy is the app: with its Python and its libraries, passed on as a whole under GPL 3, because the encoders x264 and x265 in it are. The studio&apos;s own source is under the Apache License 2.0.</source>
        <translation>此副本是打包好的应用，连同 Python 和各个库一起，整体按 GPL 3 分发，因为其中的编码器 x264 和 x265 采用该许可证。本程序自身的源代码采用 Apache 许可证 2.0。</translation>
    </message>
    <message>
        <source>This copy runs from source, under the Apache License 2.0.</source>
        <translation>此副本从源代码运行，采用 Apache 许可证 2.0。</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>What is in here, and under which terms</source>
        <translation>这里有什么，各自采用哪种条款</translation>
    </message>
    <message>
        <source>Work of others</source>
        <translation>他人的成果</translation>
    </message>
</context>
<context>
    <name>BinPanel</name>
    <message>
        <source>1 file</source>
        <translation>1 个文件</translation>
    </message>
    <message>
        <source>Drop videos, pictures and music here, or straight onto the timeline.</source>
        <translation>把视频、图片和音乐拖到这里，或直接拖到时间线上。</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Import files</source>
        <translation>导入文件</translation>
    </message>
    <message>
        <source>Nothing here yet</source>
        <translation>这里还是空的</translation>
    </message>
    <message>
        <source>The file is missing.</source>
        <translation>文件不见了。</translation>
    </message>
    <message>
        <source>{n} files</source>
        <translation>{n} 个文件</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
</context>
<context>
    <name>BoardCard</name>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>镜头运动</translation>
    </message>
    <message>
        <source>How it is filmed</source>
        <translation>怎样拍摄</translation>
    </message>
    <message>
        <source>Length of the card</source>
        <translation>分镜卡的时长</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>风格</translation>
    </message>
    <message>
        <source>Look of this card alone</source>
        <translation>仅此分镜卡的风格</translation>
    </message>
    <message>
        <source>Make this card again and keep the others</source>
        <translation>重新生成这张分镜卡，其余保留</translation>
    </message>
    <message>
        <source>Prompt of the card</source>
        <translation>分镜卡的提示词</translation>
    </message>
    <message>
        <source>Remove this card</source>
        <translation>移除这张分镜卡</translation>
    </message>
    <message>
        <source>What is seen? Write @ for somebody of the cast.</source>
        <translation>画面里有什么？输入 @ 可引用角色。</translation>
    </message>
</context>
<context>
    <name>CastPanel</name>
    <message>
        <source>@{name} is already in the cast.</source>
        <translation>@{name} 已在角色表中。</translation>
    </message>
    <message>
        <source>A cast member needs a name of one word.</source>
        <translation>角色名必须是一个不含空格的词。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Characters the model was taught from your clips</source>
        <translation>用您的片段教给模型的角色</translation>
    </message>
    <message>
        <source>Give somebody a name and say how they look, or stop the film on a good frame of them first. Then write @name in your prompts.</source>
        <translation>给角色起个名字，说说长什么样；也可以先把影片停在拍得好的一帧上。然后在提示词里写 @名字。</translation>
    </message>
    <message>
        <source>Learned</source>
        <translation>已学会</translation>
    </message>
    <message>
        <source>Learned: {words}</source>
        <translation>已学会：{words}</translation>
    </message>
    <message>
        <source>Move the playhead onto a clip.</source>
        <translation>请把播放头移到某个片段上。</translation>
    </message>
    <message>
        <source>Name of the new cast member</source>
        <translation>新角色的名字</translation>
    </message>
    <message>
        <source>Name, such as anna</source>
        <translation>名字，例如 小红</translation>
    </message>
    <message>
        <source>Nobody more</source>
        <translation>没有更多角色</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translation>还没有角色</translation>
    </message>
    <message>
        <source>There is no picture under the playhead.</source>
        <translation>播放头下没有画面。</translation>
    </message>
    <message>
        <source>With the current frame as picture, if there is one</source>
        <translation>如果当前有画面，就用它作为角色图片</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Change speed</source>
        <translation>更改速度</translation>
    </message>
    <message>
        <source>Choose a clip that has been made.</source>
        <translation>请选择已生成的片段。</translation>
    </message>
    <message>
        <source>Click a clip on the timeline first.</source>
        <translation>请先在时间线上点选一个片段。</translation>
    </message>
    <message>
        <source>Click a file in it first.</source>
        <translation>请先在其中点选一个文件。</translation>
    </message>
    <message>
        <source>Export timeline</source>
        <translation>导出时间线</translation>
    </message>
    <message>
        <source>Fetch the studio again to have it.</source>
        <translation>请重新获取本程序。</translation>
    </message>
    <message>
        <source>Find the missing files in</source>
        <translation>在哪里查找缺失的文件</translation>
    </message>
    <message>
        <source>Generate a shot, or import a clip.</source>
        <translation>请生成一个镜头，或导入片段。</translation>
    </message>
    <message>
        <source>Generate it first.</source>
        <translation>请先生成它。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>No clip is selected.</source>
        <translation>没有选中片段。</translation>
    </message>
    <message>
        <source>Nothing is selected in the bin.</source>
        <translation>素材箱中没有选中任何文件。</translation>
    </message>
    <message>
        <source>Rename marker</source>
        <translation>重命名标记</translation>
    </message>
    <message>
        <source>Rename track</source>
        <translation>重命名轨道</translation>
    </message>
    <message>
        <source>Save film as</source>
        <translation>影片另存为</translation>
    </message>
    <message>
        <source>Speed in per cent; 100 is as it was filmed</source>
        <translation>速度百分比；100 为原速</translation>
    </message>
    <message>
        <source>There is no picture here.</source>
        <translation>这里没有画面。</translation>
    </message>
    <message>
        <source>There is nothing to export yet.</source>
        <translation>还没有可导出的内容。</translation>
    </message>
    <message>
        <source>This copy of the studio is without its demo film.</source>
        <translation>此副本没有附带演示影片。</translation>
    </message>
    <message>
        <source>This shot has not been made yet.</source>
        <translation>这个镜头尚未生成。</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>What was copied is not a clip.</source>
        <translation>复制的内容不是片段。</translation>
    </message>
    <message>
        <source>Written: {path}</source>
        <translation>已写入：{path}</translation>
    </message>
    <message>
        <source>“{name}” is an untitled film now</source>
        <translation>“{name}”已成为一部未命名影片</translation>
    </message>
</context>
<context>
    <name>Describe</name>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source>Built in</source>
        <translation>自带</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Describe</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述文字</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>详细</translation>
    </message>
    <message>
        <source>Looking at the clip…</source>
        <translation>正在看这个片段…</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>简短</translation>
    </message>
    <message>
        <source>The built-in captioner looked instead.</source>
        <translation>改由自带的描述器来看。</translation>
    </message>
    <message>
        <source>Unsure: {}</source>
        <translation>没有把握：{}</translation>
    </message>
    <message>
        <source>Use as prompt</source>
        <translation>用作提示词</translation>
    </message>
    <message>
        <source>What this clip shows</source>
        <translation>这个片段里有什么</translation>
    </message>
    <message>
        <source>Your model</source>
        <translation>您的模型</translation>
    </message>
</context>
<context>
    <name>ExpandedField</name>
    <message>
        <source>Back to the automatic expansion</source>
        <translation>恢复自动扩写</translation>
    </message>
    <message>
        <source>Expand the prompt</source>
        <translation>扩写提示词</translation>
    </message>
    <message>
        <source>Expanded prompt</source>
        <translation>扩写后的提示词</translation>
    </message>
    <message>
        <source>Off: the model reads exactly what you wrote</source>
        <translation>关闭后，模型只读您写的原文</translation>
    </message>
    <message>
        <source>Reading the prompt…</source>
        <translation>正在理解提示词…</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>As made</source>
        <translation>原始尺寸</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was written.</source>
        <translation>已取消，没有写入任何文件。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Detail of generated shots</source>
        <translation>生成镜头的细节</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>Export “{name}”</source>
        <translation>导出“{name}”</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Files of this format have no place for Content Credentials.</source>
        <translation>此格式的文件无法存放内容凭证。</translation>
    </message>
    <message>
        <source>Film</source>
        <translation>同影片</translation>
    </message>
    <message>
        <source>Finest</source>
        <translation>极致</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation>帧率</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>No generated shot has fewer frames a second than this.</source>
        <translation>没有帧率低于此值的生成镜头。</translation>
    </message>
    <message>
        <source>Only from the in to the out point</source>
        <translation>只导出入点到出点之间</translation>
    </message>
    <message>
        <source>Put a slate where a file is missing</source>
        <translation>文件缺失处放占位画面</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Say in the file how it was made (Content Credentials)</source>
        <translation>在文件中写明制作方式（内容凭证）</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>画幅</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Smooth motion: make the frames between those of generated shots</source>
        <translation>平滑运动：为生成的镜头补出中间帧</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Waiting for other work to finish.</source>
        <translation>正在等待其他任务完成。</translation>
    </message>
    <message>
        <source>Written and checked: {path}  {size}</source>
        <translation>已写入并校验：{path}  {size}</translation>
    </message>
    <message>
        <source>about {size} of {free} free</source>
        <translation>约 {size}，可用 {free}</translation>
    </message>
    <message>
        <source>frames in between: {n}, {time} more</source>
        <translation>中间帧：{n}，再需 {time}</translation>
    </message>
    <message>
        <source>missing files: {n}</source>
        <translation>缺失文件：{n}</translation>
    </message>
    <message>
        <source>shots without a take: {n}</source>
        <translation>尚未生成的镜头：{n}</translation>
    </message>
    <message>
        <source>{done} %  ·  {left}</source>
        <translation>{done} %  ·  {left}</translation>
    </message>
    <message>
        <source>{width} × {height}  ·  {rate} frames a second  ·  {length} s</source>
        <translation>{width} × {height}  ·  每秒 {rate} 帧  ·  {length} 秒</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Add a file</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>文件类型：</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Import timeline</source>
        <translation>导入时间线</translation>
    </message>
    <message>
        <source>Look in:</source>
        <translation>位置：</translation>
    </message>
    <message>
        <source>Open film</source>
        <translation>打开影片</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Videos, pictures and sound</source>
        <translation>视频、图片和声音</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>{n} steps back, {m} forth</source>
        <translation>可退 {n} 步，可进 {m} 步</translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>Cancel: nothing of it is kept</source>
        <translation>取消：什么也不保留</translation>
    </message>
    <message>
        <source>Enough</source>
        <translation>到此为止</translation>
    </message>
    <message>
        <source>Make the last finished part again</source>
        <translation>重做最近完成的一段</translation>
    </message>
    <message>
        <source>Stop here and keep what exists</source>
        <translation>就此停止，保留已有部分</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>done in {time}</source>
        <translation>{time}后完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>keeping what exists</source>
        <translation>正在保留已有部分</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>已保留</translation>
    </message>
    <message>
        <source>next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
</context>
<context>
    <name>KeyframeStrip</name>
    <message>
        <source>A picture the shot must pass through. You can drop one here.</source>
        <translation>镜头必须经过的图片，可以拖放到这里。</translation>
    </message>
    <message>
        <source>Add picture</source>
        <translation>添加图片</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>选择图片…</translation>
    </message>
    <message>
        <source>First</source>
        <translation>首帧</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>尾帧</translation>
    </message>
    <message>
        <source>Make it the first frame</source>
        <translation>设为首帧</translation>
    </message>
    <message>
        <source>Make it the last frame</source>
        <translation>设为尾帧</translation>
    </message>
    <message>
        <source>Move to the middle</source>
        <translation>移到中间</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Strength {n} %</source>
        <translation>强度 {n} %</translation>
    </message>
    <message>
        <source>Use the current frame</source>
        <translation>使用当前帧</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Beginning</source>
        <translation>开头</translation>
    </message>
    <message>
        <source>Blade</source>
        <translation>剃刀</translation>
    </message>
    <message>
        <source>Change speed by an edge</source>
        <translation>拖边缘改变速度</translation>
    </message>
    <message>
        <source>Clear in and out</source>
        <translation>清除入点和出点</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>End</source>
        <translation>结尾</translation>
    </message>
    <message>
        <source>In point</source>
        <translation>入点</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Keys as in</source>
        <translation>键位方案</translation>
    </message>
    <message>
        <source>Let go</source>
        <translation>放开</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Next cut</source>
        <translation>下一个剪切点</translation>
    </message>
    <message>
        <source>Nudge left</source>
        <translation>向左微移</translation>
    </message>
    <message>
        <source>Nudge right</source>
        <translation>向右微移</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>Open the shot or title</source>
        <translation>打开镜头或字幕</translation>
    </message>
    <message>
        <source>Out point</source>
        <translation>出点</translation>
    </message>
    <message>
        <source>Play backwards, faster</source>
        <translation>倒放，加速</translation>
    </message>
    <message>
        <source>Play or stop</source>
        <translation>播放或停止</translation>
    </message>
    <message>
        <source>Play, faster</source>
        <translation>播放，加速</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Previous cut</source>
        <translation>上一个剪切点</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Select next clip</source>
        <translation>选择下一个片段</translation>
    </message>
    <message>
        <source>Select previous clip</source>
        <translation>选择上一个片段</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>内滑</translation>
    </message>
    <message>
        <source>Slide left</source>
        <translation>向左内滑</translation>
    </message>
    <message>
        <source>Slide right</source>
        <translation>向右内滑</translation>
    </message>
    <message>
        <source>Slip</source>
        <translation>外滑</translation>
    </message>
    <message>
        <source>Slip left</source>
        <translation>向左外滑</translation>
    </message>
    <message>
        <source>Slip right</source>
        <translation>向右外滑</translation>
    </message>
    <message>
        <source>Snapping on or off</source>
        <translation>开关吸附</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ten frames back</source>
        <translation>后退十帧</translation>
    </message>
    <message>
        <source>Ten frames on</source>
        <translation>前进十帧</translation>
    </message>
    <message>
        <source>Tools and marks</source>
        <translation>工具与标记</translation>
    </message>
</context>
<context>
    <name>LoraList</name>
    <message>
        <source>Add a LoRA file…</source>
        <translation>添加 LoRA 文件…</translation>
    </message>
    <message>
        <source>Weight of {name}</source>
        <translation>{name} 的权重</translation>
    </message>
    <message>
        <source>Without this file</source>
        <translation>去掉此文件</translation>
    </message>
</context>
<context>
    <name>Losses</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Everything came along.</source>
        <translation>全部内容都带过来了。</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>What did not come along</source>
        <translation>没有带过来的内容</translation>
    </message>
    <message>
        <source>What did not come along:</source>
        <translation>没有带过来的内容：</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Undo {what}</source>
        <translation>撤销“{what}”(&amp;U)</translation>
    </message>
    <message>
        <source>A file of this film is missing: {names}.</source>
        <translation>本影片缺失一个文件：{names}。</translation>
    </message>
    <message>
        <source>An unfinished generation was found.</source>
        <translation>发现一个未完成的生成任务。</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>素材箱</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cast</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Discard them</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Don&apos;t save</source>
        <translation>不保存</translation>
    </message>
    <message>
        <source>Edits that were never saved were kept from {when}.</source>
        <translation>保留了 {when} 尚未保存的编辑。</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Memory {size}</source>
        <translation>内存 {size}</translation>
    </message>
    <message>
        <source>Open the last film</source>
        <translation>打开上次的影片</translation>
    </message>
    <message>
        <source>Red&amp;o</source>
        <translation>重做(&amp;O)</translation>
    </message>
    <message>
        <source>Red&amp;o {what}</source>
        <translation>重做“{what}”(&amp;O)</translation>
    </message>
    <message>
        <source>Restore them</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save the changes to “{name}”?</source>
        <translation>要保存对“{name}”的更改吗？</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Storyboard</source>
        <translation>分镜</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>有未保存的更改</translation>
    </message>
    <message>
        <source>Untitled film, kept on this machine</source>
        <translation>未命名影片，保存在本机</translation>
    </message>
    <message>
        <source>{n} files of this film are missing: {names}.</source>
        <translation>本影片缺失 {n} 个文件：{names}。</translation>
    </message>
    <message>
        <source>{n} unfinished generations were found.</source>
        <translation>发现 {n} 个未完成的生成任务。</translation>
    </message>
</context>
<context>
    <name>MakeBar</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Ctrl + Enter</source>
        <translation>Ctrl + Enter</translation>
    </message>
    <message>
        <source>Enough</source>
        <translation>到此为止</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>How long it takes here is known after the first one.</source>
        <translation>生成过一次之后，就能估计所需时间。</translation>
    </message>
    <message>
        <source>In the queue</source>
        <translation>在队列中</translation>
    </message>
    <message>
        <source>Keeping what exists…</source>
        <translation>正在保留已有部分…</translation>
    </message>
    <message>
        <source>Needs {memory} of memory, {disk} on disk.</source>
        <translation>需要 {memory} 内存、{disk} 磁盘空间。</translation>
    </message>
    <message>
        <source>Only {free} are free: close other programs first.</source>
        <translation>只有 {free} 可用：请先关闭其他程序。</translation>
    </message>
    <message>
        <source>Paused. Resume it in the queue.</source>
        <translation>已暂停，可在队列中继续。</translation>
    </message>
    <message>
        <source>Say what should be seen, and press Ctrl + Enter.</source>
        <translation>请写下要看到的画面，然后按 Ctrl + Enter。</translation>
    </message>
    <message>
        <source>Starts as soon as what is before it is done.</source>
        <translation>前面的任务完成后立即开始。</translation>
    </message>
    <message>
        <source>Step {done} of {total}</source>
        <translation>第 {done} 步，共 {total} 步</translation>
    </message>
    <message>
        <source>Stop and keep nothing</source>
        <translation>停止，什么也不保留</translation>
    </message>
    <message>
        <source>Stop here and keep what exists</source>
        <translation>就此停止，保留已有部分</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Takes about {time} on this machine.</source>
        <translation>在本机大约需要 {time}。</translation>
    </message>
</context>
<context>
    <name>MemberCard</name>
    <message>
        <source>Description of {name}</source>
        <translation>{name} 的描述</translation>
    </message>
    <message>
        <source>How they look</source>
        <translation>长什么样</translation>
    </message>
    <message>
        <source>In this shot</source>
        <translation>在这个镜头里</translation>
    </message>
    <message>
        <source>Remove from cast</source>
        <translation>从角色表移除</translation>
    </message>
    <message>
        <source>Use the current frame as picture</source>
        <translation>用当前帧作为图片</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;About Fantascope</source>
        <translation>关于 Fantascope(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Bin</source>
        <translation>素材箱(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Blade at playhead</source>
        <translation>在播放头处切开(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Cancel generation</source>
        <translation>取消生成(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Cast</source>
        <translation>角色(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Clip</source>
        <translation>片段(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Dissolve</source>
        <translation>叠化(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Enough: keep what exists</source>
        <translation>到此为止：保留已有部分(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Extract</source>
        <translation>提取(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Fade in to playhead</source>
        <translation>淡入至播放头(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Fill gap</source>
        <translation>填补空隙(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Find missing files…</source>
        <translation>查找缺失的文件(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>生成(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Group</source>
        <translation>编组(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>历史记录(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>导入(&amp;I)…</translation>
    </message>
    <message>
        <source>Ma&amp;ke the last part again</source>
        <translation>重做最后一段(&amp;K)</translation>
    </message>
    <message>
        <source>Mod&amp;els…</source>
        <translation>模型(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Licences</source>
        <translation>许可证(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Lift</source>
        <translation>提升(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Lock track</source>
        <translation>锁定轨道(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Loop</source>
        <translation>循环(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Mute track</source>
        <translation>轨道静音(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;New film</source>
        <translation>新建影片(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;New shot</source>
        <translation>新建镜头(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Previous take</source>
        <translation>上一个版本(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Prompt</source>
        <translation>提示词(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Ripple delete</source>
        <translation>波纹删除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Ripple start to playhead</source>
        <translation>波纹修剪开头至播放头(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Solo track</source>
        <translation>独奏轨道(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Storyboard</source>
        <translation>分镜(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Takes</source>
        <translation>版本(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Timeline</source>
        <translation>时间线(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Title…</source>
        <translation>字幕(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Tour</source>
        <translation>导览(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Variations</source>
        <translation>变体(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Blend with ne&amp;xt</source>
        <translation>与下一个融合(&amp;X)</translation>
    </message>
    <message>
        <source>Close &amp;gaps</source>
        <translation>闭合所有空隙(&amp;G)</translation>
    </message>
    <message>
        <source>Close g&amp;ap here</source>
        <translation>闭合此处空隙(&amp;A)</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>剪切(&amp;T)</translation>
    </message>
    <message>
        <source>D&amp;eselect</source>
        <translation>取消选择(&amp;E)</translation>
    </message>
    <message>
        <source>Detac&amp;h sound</source>
        <translation>分离声音(&amp;H)</translation>
    </message>
    <message>
        <source>Dup&amp;licate</source>
        <translation>创建副本(&amp;L)</translation>
    </message>
    <message>
        <source>Export time&amp;line…</source>
        <translation>导出时间线(&amp;L)…</translation>
    </message>
    <message>
        <source>Extend &amp;after</source>
        <translation>向后延展(&amp;A)</translation>
    </message>
    <message>
        <source>Extend &amp;before</source>
        <translation>向前延展(&amp;B)</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>全屏(&amp;U)</translation>
    </message>
    <message>
        <source>Fade o&amp;ut from playhead</source>
        <translation>从播放头淡出(&amp;U)</translation>
    </message>
    <message>
        <source>Import &amp;timeline…</source>
        <translation>导入时间线(&amp;T)…</translation>
    </message>
    <message>
        <source>Insert from &amp;bin</source>
        <translation>从素材箱插入(&amp;B)</translation>
    </message>
    <message>
        <source>La&amp;nguage</source>
        <translation>语言(&amp;N)</translation>
    </message>
    <message>
        <source>Many past&amp;s, one ending…</source>
        <translation>多种开端，同一结尾(&amp;S)…</translation>
    </message>
    <message>
        <source>Ne&amp;xt marker</source>
        <translation>下一个标记(&amp;X)</translation>
    </message>
    <message>
        <source>New ca&amp;rd</source>
        <translation>新建分镜卡(&amp;R)</translation>
    </message>
    <message>
        <source>Next &amp;take</source>
        <translation>下一个版本(&amp;T)</translation>
    </message>
    <message>
        <source>Open the &amp;demo film</source>
        <translation>打开演示影片(&amp;D)</translation>
    </message>
    <message>
        <source>Over&amp;write from bin</source>
        <translation>从素材箱覆盖(&amp;W)</translation>
    </message>
    <message>
        <source>Paste &amp;insert</source>
        <translation>粘贴插入(&amp;I)</translation>
    </message>
    <message>
        <source>Pre&amp;vious marker</source>
        <translation>上一个标记(&amp;V)</translation>
    </message>
    <message>
        <source>R&amp;ipple end to playhead</source>
        <translation>波纹修剪结尾至播放头(&amp;I)</translation>
    </message>
    <message>
        <source>Re&amp;mix…</source>
        <translation>改编(&amp;M)…</translation>
    </message>
    <message>
        <source>Re-c&amp;ut…</source>
        <translation>重剪(&amp;U)…</translation>
    </message>
    <message>
        <source>Red&amp;o</source>
        <translation>重做(&amp;O)</translation>
    </message>
    <message>
        <source>Render f&amp;ilm</source>
        <translation>生成整片(&amp;I)</translation>
    </message>
    <message>
        <source>Roll &amp;cut to playhead</source>
        <translation>滚动剪切点至播放头(&amp;C)</translation>
    </message>
    <message>
        <source>S&amp;peed…</source>
        <translation>速度(&amp;P)…</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>全选(&amp;A)</translation>
    </message>
    <message>
        <source>Ti&amp;meline</source>
        <translation>时间线(&amp;M)</translation>
    </message>
    <message>
        <source>Trac&amp;k</source>
        <translation>轨道(&amp;K)</translation>
    </message>
    <message>
        <source>Trim &amp;start to playhead</source>
        <translation>修剪开头至播放头(&amp;S)</translation>
    </message>
    <message>
        <source>Trim e&amp;nd to playhead</source>
        <translation>修剪结尾至播放头(&amp;N)</translation>
    </message>
    <message>
        <source>Ungr&amp;oup</source>
        <translation>取消编组(&amp;O)</translation>
    </message>
    <message>
        <source>Use t&amp;his frame as…</source>
        <translation>将此帧用作(&amp;H)…</translation>
    </message>
    <message>
        <source>Whole &amp;film</source>
        <translation>显示整片(&amp;F)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Add a file…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Can: {what}.</source>
        <translation>能做：{what}。</translation>
    </message>
    <message>
        <source>Cannot: {what}.</source>
        <translation>不能：{what}。</translation>
    </message>
    <message>
        <source>Check its files</source>
        <translation>检查其文件</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Delete its files too</source>
        <translation>同时删除文件</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>I have read its licence and accept it</source>
        <translation>我已阅读并接受其许可证</translation>
    </message>
    <message>
        <source>In memory: {how}.</source>
        <translation>内存占用：{how}。</translation>
    </message>
    <message>
        <source>Licence: {what}</source>
        <translation>许可证：{what}</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Never tried on real weights: {what}.</source>
        <translation>未在真实权重上验证：{what}。</translation>
    </message>
    <message>
        <source>Only one you trust: its machines can run anything here.</source>
        <translation>请只填您信任的集群：它的机器可以在这里运行任何程序。</translation>
    </message>
    <message>
        <source>Other models need packages that are not installed: {names}. Run “pip install -r requirements-gpu.txt” and start the studio again.</source>
        <translation>其他模型需要尚未安装的软件包：{names}。请运行“pip install -r requirements-gpu.txt”，然后重新启动本程序。</translation>
    </message>
    <message>
        <source>Prompts are expanded by</source>
        <translation>提示词由谁扩写</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Shots are made by</source>
        <translation>镜头由谁生成</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopped. A download goes on where it was.</source>
        <translation>已停止。下次下载会从断点继续。</translation>
    </message>
    <message>
        <source>The model whose other parts the file needs</source>
        <translation>该文件所需的其余部分来自哪个模型</translation>
    </message>
    <message>
        <source>owner/name on huggingface.co</source>
        <translation>huggingface.co 上的 所有者/名称</translation>
    </message>
    <message>
        <source>the studio itself; or a folder with a language model, or http://localhost:8080/v1</source>
        <translation>本程序自己；或填语言模型所在文件夹，或 http://localhost:8080/v1</translation>
    </message>
    <message>
        <source>this computer; or a Ray cluster, HOST:PORT</source>
        <translation>本机；或 Ray 集群，主机:端口</translation>
    </message>
    <message>
        <source>with the parts of</source>
        <translation>其余部分来自</translation>
    </message>
    <message>
        <source>{name} can be chosen for shots now.</source>
        <translation>现在可以为镜头选择 {name} 了。</translation>
    </message>
    <message>
        <source>{name} is sound.</source>
        <translation>{name} 完好无损。</translation>
    </message>
    <message>
        <source>{name}: {size} to download. {can} In memory: {memory}. Licence: {licence}</source>
        <translation>{name}：需下载 {size}。{can}内存占用：{memory}。许可证：{licence}</translation>
    </message>
    <message>
        <source>{what}: {done} %</source>
        <translation>{what}：{done} %</translation>
    </message>
</context>
<context>
    <name>Parts</name>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>A shot of its own</source>
        <translation>独立的镜头</translation>
    </message>
    <message>
        <source>Another take</source>
        <translation>新的版本</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>It becomes</source>
        <translation>结果是</translation>
    </message>
    <message>
        <source>Make it anew</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>Make them</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Many pasts, one ending</source>
        <translation>多种开端，同一结尾</translation>
    </message>
    <message>
        <source>Mark what should go. What is kept on both sides is what the new part goes on from and leads to.</source>
        <translation>标出要去掉的部分。两侧保留的画面决定新的部分从哪里接起、到哪里结束。</translation>
    </message>
    <message>
        <source>Re-cut</source>
        <translation>重剪</translation>
    </message>
    <message>
        <source>Several ways to lead up to where this clip begins. They arrive as takes of one shot before it.</source>
        <translation>用几种方式引到这个片段的开头。它们会成为前面一个镜头的多个版本。</translation>
    </message>
    <message>
        <source>The part to make anew</source>
        <translation>要重新生成的部分</translation>
    </message>
    <message>
        <source>What happened before? Empty: what the clip&apos;s words say</source>
        <translation>之前发生了什么？留空则沿用片段的提示词</translation>
    </message>
    <message>
        <source>What should happen there? Empty: what the clip&apos;s words say</source>
        <translation>那里应该发生什么？留空则沿用片段的提示词</translation>
    </message>
    <message>
        <source>{first} to {last}  ·  {length} s</source>
        <translation>{first} 至 {last}  ·  {length} 秒</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>A shot without words yet</source>
        <translation>还没写提示词的镜头</translation>
    </message>
    <message>
        <source>Clip at the playhead</source>
        <translation>放到播放头处</translation>
    </message>
    <message>
        <source>Drop a picture or a video here</source>
        <translation>把图片或视频拖到这里</translation>
    </message>
    <message>
        <source>First frame of a new shot</source>
        <translation>新镜头的首帧</translation>
    </message>
    <message>
        <source>First frames in a moment</source>
        <translation>首批画面马上就来</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Go to the beginning (Home)</source>
        <translation>转到开头 (Home)</translation>
    </message>
    <message>
        <source>Go to the end (End)</source>
        <translation>转到结尾 (End)</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>LIVE · return to render</source>
        <translation>实时 · 回到生成画面</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环播放</translation>
    </message>
    <message>
        <source>One frame back (Left)</source>
        <translation>后退一帧 (Left)</translation>
    </message>
    <message>
        <source>One frame on (Right)</source>
        <translation>前进一帧 (Right)</translation>
    </message>
    <message>
        <source>Or describe your first shot and press Generate.</source>
        <translation>或描述第一个镜头，然后按“生成”。</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Planned. Generate it to see it here.</source>
        <translation>已计划，生成后即可观看。</translation>
    </message>
    <message>
        <source>Play or stop (Space)</source>
        <translation>播放或停止 (空格)</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Set in point (I)</source>
        <translation>设置入点 (I)</translation>
    </message>
    <message>
        <source>Set out point (O)</source>
        <translation>设置出点 (O)</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Timecode</source>
        <translation>时间码</translation>
    </message>
    <message>
        <source>Type a timecode and press Enter to jump there</source>
        <translation>输入时间码并按 Enter 跳转</translation>
    </message>
    <message>
        <source>Waiting its turn</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>{} / {}</source>
        <translation>{} / {}</translation>
    </message>
    <message>
        <source>{} before it</source>
        <translation>前面还有 {} 个</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <source>Something needs your attention</source>
        <translation>有一件事需要您留意</translation>
    </message>
</context>
<context>
    <name>QueuePanel</name>
    <message>
        <source>Forget what is finished</source>
        <translation>清除已完成的任务</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Hold the queue between two steps</source>
        <translation>在两步之间暂停队列</translation>
    </message>
    <message>
        <source>Nothing is being made.</source>
        <translation>没有正在生成的内容。</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
</context>
<context>
    <name>Remix</name>
    <message>
        <source>Change what is there towards other words. It arrives as another take.</source>
        <translation>让已有画面朝新的文字变化，结果是一个新版本。</translation>
    </message>
    <message>
        <source>Mild</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Remix</source>
        <translation>改编</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Strong</source>
        <translation>强烈</translation>
    </message>
    <message>
        <source>Subtle</source>
        <translation>轻微</translation>
    </message>
    <message>
        <source>What should it become? The same street at night, in the rain</source>
        <translation>要变成什么？同一条街，夜里下着雨</translation>
    </message>
    <message>
        <source>a new one</source>
        <translation>全新影片</translation>
    </message>
    <message>
        <source>the same film</source>
        <translation>原来的影片</translation>
    </message>
</context>
<context>
    <name>Sentence</name>
    <message>
        <source> Cannot: {1}.</source>
        <translation> 不能：{1}。</translation>
    </message>
    <message>
        <source>1 clip colour</source>
        <translation>1 个片段颜色</translation>
    </message>
    <message>
        <source>1 clip has an impossible place or length and was left out.</source>
        <translation>1 个片段的位置或长度不合理，已略去。</translation>
    </message>
    <message>
        <source>1 clip lay on a track of another kind and was left out.</source>
        <translation>1 个片段位于另一类轨道上，已略去。</translation>
    </message>
    <message>
        <source>1 clip lay over another one of its track and was cut back.</source>
        <translation>1 个片段与同轨道的另一片段重叠，已被截短。</translation>
    </message>
    <message>
        <source>1 clip names no file; it is a planned shot with its name as the prompt.</source>
        <translation>1 个片段没有指明文件，已成为计划镜头，其名称作为提示词。</translation>
    </message>
    <message>
        <source>1 clip ran backwards, stood still or had an impossible speed; it now runs forwards.</source>
        <translation>1 个片段倒放、静止或速度不合理，现改为正常播放。</translation>
    </message>
    <message>
        <source>1 clip that was switched off was left out.</source>
        <translation>1 个被停用的片段已略去。</translation>
    </message>
    <message>
        <source>1 clip with a fade</source>
        <translation>1 个带淡入淡出的片段</translation>
    </message>
    <message>
        <source>1 clip with its own loudness</source>
        <translation>1 个单独设了音量的片段</translation>
    </message>
    <message>
        <source>1 clip with its own speed</source>
        <translation>1 个单独设了速度的片段</translation>
    </message>
    <message>
        <source>1 dissolve</source>
        <translation>1 处叠化</translation>
    </message>
    <message>
        <source>1 effect was left out.</source>
        <translation>1 个效果已略去。</translation>
    </message>
    <message>
        <source>1 file has a name the studio cannot use and is shown as missing.</source>
        <translation>1 个文件的名称无法使用，显示为缺失。</translation>
    </message>
    <message>
        <source>1 file is not a video, picture or sound by its name and is shown as missing.</source>
        <translation>1 个文件从名称看不是视频、图片或声音，显示为缺失。</translation>
    </message>
    <message>
        <source>1 file lies on another machine and is shown as missing.</source>
        <translation>1 个文件在另一台电脑上，显示为缺失。</translation>
    </message>
    <message>
        <source>1 file lies outside the timeline&apos;s folder and is shown as missing.</source>
        <translation>1 个文件在时间线文件夹之外，显示为缺失。</translation>
    </message>
    <message>
        <source>1 generated shot came in as footage; its prompt is its clip&apos;s name.</source>
        <translation>1 个生成的镜头作为素材导入，提示词即其片段名。</translation>
    </message>
    <message>
        <source>1 group of clips</source>
        <translation>1 个片段编组</translation>
    </message>
    <message>
        <source>1 in or out point</source>
        <translation>1 个入点或出点</translation>
    </message>
    <message>
        <source>1 keyframe</source>
        <translation>1 个关键帧</translation>
    </message>
    <message>
        <source>1 locked or soloed track</source>
        <translation>1 条锁定或独奏的轨道</translation>
    </message>
    <message>
        <source>1 look of the film</source>
        <translation>1 个影片风格</translation>
    </message>
    <message>
        <source>1 marker</source>
        <translation>1 个标记</translation>
    </message>
    <message>
        <source>1 marker could not be placed.</source>
        <translation>1 个标记无法放置。</translation>
    </message>
    <message>
        <source>1 member of the cast</source>
        <translation>1 个角色</translation>
    </message>
    <message>
        <source>1 muted track</source>
        <translation>1 条静音轨道</translation>
    </message>
    <message>
        <source>1 nested sequence was left out; its place is empty.</source>
        <translation>1 个嵌套序列已略去，其位置留空。</translation>
    </message>
    <message>
        <source>1 planned shot</source>
        <translation>1 个计划镜头</translation>
    </message>
    <message>
        <source>1 prompt</source>
        <translation>1 条提示词</translation>
    </message>
    <message>
        <source>1 sound clip names no file and was left out.</source>
        <translation>1 个声音片段没有指明文件，已略去。</translation>
    </message>
    <message>
        <source>1 take that is not shown</source>
        <translation>1 个未使用的版本</translation>
    </message>
    <message>
        <source>1 title</source>
        <translation>1 个字幕</translation>
    </message>
    <message>
        <source>1 track name</source>
        <translation>1 个轨道名称</translation>
    </message>
    <message>
        <source>1 transition became a cut.</source>
        <translation>1 个转场已变为硬切。</translation>
    </message>
    <message>
        <source>A blend needs two neighbours on one track.</source>
        <translation>融合需要同一轨道上相邻的两个片段。</translation>
    </message>
    <message>
        <source>A cast member needs a name.</source>
        <translation>角色需要一个名字。</translation>
    </message>
    <message>
        <source>A clip cannot start before the beginning of the film.</source>
        <translation>片段不能早于影片开头。</translation>
    </message>
    <message>
        <source>A clip has an unusable id.</source>
        <translation>有片段的标识无效。</translation>
    </message>
    <message>
        <source>A clip must be at least one frame long.</source>
        <translation>片段至少要有一帧长。</translation>
    </message>
    <message>
        <source>A clip&apos;s speed must be between 1 % and 10000 %.</source>
        <translation>片段速度必须在 1 % 到 10000 % 之间。</translation>
    </message>
    <message>
        <source>A dissolve needs two clips that touch.</source>
        <translation>叠化需要两个相接的片段。</translation>
    </message>
    <message>
        <source>A film needs between 1 and 240 frames a second.</source>
        <translation>影片帧率必须在每秒 1 到 240 帧之间。</translation>
    </message>
    <message>
        <source>A film&apos;s rate must be between 1 and 240 frames per second.</source>
        <translation>影片帧率必须在每秒 1 到 240 帧之间。</translation>
    </message>
    <message>
        <source>A film&apos;s sides must be between 16 and 16384 pixels.</source>
        <translation>影片的边长必须在 16 到 16384 像素之间。</translation>
    </message>
    <message>
        <source>A folder of pictures is written by PictureWriter; open_writer chooses.</source>
        <translation>图片文件夹由 PictureWriter 写入，由 open_writer 选择。</translation>
    </message>
    <message>
        <source>A gain must be a number of decibels.</source>
        <translation>增益必须是分贝数。</translation>
    </message>
    <message>
        <source>A group needs at least two clips.</source>
        <translation>编组至少需要两个片段。</translation>
    </message>
    <message>
        <source>A keyframe must lie inside its shot.</source>
        <translation>关键帧必须位于其镜头之内。</translation>
    </message>
    <message>
        <source>A keyframe&apos;s picture is no longer in the film.</source>
        <translation>某个关键帧的图片已不在影片中。</translation>
    </message>
    <message>
        <source>A keyframe&apos;s strength must be between 0 and 1.</source>
        <translation>关键帧强度必须在 0 到 1 之间。</translation>
    </message>
    <message>
        <source>A network made frames in between, for {1} a second.</source>
        <translation>中间帧由网络补出，达到每秒 {1} 帧。</translation>
    </message>
    <message>
        <source>A picture or a planned shot has no other frames to slip to.</source>
        <translation>图片或计划镜头没有其他帧可供外滑。</translation>
    </message>
    <message>
        <source>A picture or a planned shot has no speed.</source>
        <translation>图片或计划镜头没有速度。</translation>
    </message>
    <message>
        <source>A picture this small has nothing to show.</source>
        <translation>这么小的图片没有内容可显示。</translation>
    </message>
    <message>
        <source>A roll needs two clips that touch.</source>
        <translation>滚动编辑需要两个相接的片段。</translation>
    </message>
    <message>
        <source>A saved generation request cannot be read.</source>
        <translation>保存的生成请求无法读取。</translation>
    </message>
    <message>
        <source>A shot lasts from one frame to 600 seconds.</source>
        <translation>镜头时长为一帧到 600 秒。</translation>
    </message>
    <message>
        <source>A sound or a title has no pictures to go on from.</source>
        <translation>声音或字幕没有可供接续的画面。</translation>
    </message>
    <message>
        <source>A system library for sound is missing.</source>
        <translation>缺少播放声音的系统库。</translation>
    </message>
    <message>
        <source>A take can last from one frame to {1} seconds, not {2}.</source>
        <translation>一次生成可长一帧到 {1} 秒，不能是 {2}。</translation>
    </message>
    <message>
        <source>A title has at most {1} letters.</source>
        <translation>字幕最多 {1} 个字符。</translation>
    </message>
    <message>
        <source>A title&apos;s colour is written as #rrggbb.</source>
        <translation>字幕颜色应写成 #rrggbb。</translation>
    </message>
    <message>
        <source>A title&apos;s size is between {1} and {2} thousandths of the picture.</source>
        <translation>字幕大小应为画面的千分之 {1} 到 {2}。</translation>
    </message>
    <message>
        <source>A {1} has an unusable id.</source>
        <translation>{1} 的标识无效。</translation>
    </message>
    <message>
        <source>AMD graphics</source>
        <translation>AMD 显卡</translation>
    </message>
    <message>
        <source>Accept it on https://huggingface.co/{1}, download it there, and add the folder.</source>
        <translation>请在 https://huggingface.co/{1} 接受许可，在那里下载，然后添加该文件夹。</translation>
    </message>
    <message>
        <source>Add a track first.</source>
        <translation>请先添加一条轨道。</translation>
    </message>
    <message>
        <source>Add it again, or choose another one.</source>
        <translation>请重新添加，或换一个。</translation>
    </message>
    <message>
        <source>Add it there: “python -m studio models add”.</source>
        <translation>请在那里添加：“python -m studio models add”。</translation>
    </message>
    <message>
        <source>Add keyframe</source>
        <translation>添加关键帧</translation>
    </message>
    <message>
        <source>Add marker</source>
        <translation>添加标记</translation>
    </message>
    <message>
        <source>Add one and say what is to be seen.</source>
        <translation>请添加一张，并写明要看到什么。</translation>
    </message>
    <message>
        <source>Add one first.</source>
        <translation>请先添加一条。</translation>
    </message>
    <message>
        <source>Add picture track</source>
        <translation>添加画面轨道</translation>
    </message>
    <message>
        <source>Add sound track</source>
        <translation>添加声音轨道</translation>
    </message>
    <message>
        <source>Add them to the cast first.</source>
        <translation>请先把他们加入角色表。</translation>
    </message>
    <message>
        <source>Add them to the cast, or write the name without @.</source>
        <translation>请把他们加入角色表，或去掉名字前的 @。</translation>
    </message>
    <message>
        <source>Add {1}</source>
        <translation>添加 {1}</translation>
    </message>
    <message>
        <source>An EDL does not say its frame rate; {1} frames a second were taken.</source>
        <translation>EDL 不含帧率，已按每秒 {1} 帧处理。</translation>
    </message>
    <message>
        <source>An EDL ends at 99 hours.</source>
        <translation>EDL 最长 99 小时。</translation>
    </message>
    <message>
        <source>An EDL holds one picture track and four sound tracks: {1} stay behind.</source>
        <translation>EDL 只有一条画面轨道和四条声音轨道：{1} 条未带过去。</translation>
    </message>
    <message>
        <source>An import or export is still running.</source>
        <translation>导入或导出仍在进行。</translation>
    </message>
    <message>
        <source>Another clip is already there.</source>
        <translation>那里已有另一个片段。</translation>
    </message>
    <message>
        <source>Apache-2.0, bundled.</source>
        <translation>Apache-2.0，随程序自带。</translation>
    </message>
    <message>
        <source>Apple graphics</source>
        <translation>Apple 显卡</translation>
    </message>
    <message>
        <source>Ask again, or choose another one.</source>
        <translation>请再问一次，或换一个。</translation>
    </message>
    <message>
        <source>At this speed the clip would run into the next one.</source>
        <translation>按此速度，片段会撞上后面的片段。</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>融合</translation>
    </message>
    <message>
        <source>Can: {1}.</source>
        <translation>能做：{1}。</translation>
    </message>
    <message>
        <source>Can: {1}. Cannot: {2}.</source>
        <translation>能做：{1}。不能：{2}。</translation>
    </message>
    <message>
        <source>Card {1}: {2}</source>
        <translation>分镜卡 {1}：{2}</translation>
    </message>
    <message>
        <source>Cast</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Cast @{1}</source>
        <translation>角色 @{1}</translation>
    </message>
    <message>
        <source>Cast member “{1}” has an impossible strength.</source>
        <translation>角色“{1}”的强度不合理。</translation>
    </message>
    <message>
        <source>Cast of the shot</source>
        <translation>镜头的角色</translation>
    </message>
    <message>
        <source>Change a card, or make one again.</source>
        <translation>请改动一张分镜卡，或重新生成一张。</translation>
    </message>
    <message>
        <source>Change its length instead.</source>
        <translation>请改为更改其时长。</translation>
    </message>
    <message>
        <source>Change speed</source>
        <translation>更改速度</translation>
    </message>
    <message>
        <source>Change the folder&apos;s permissions, or choose another folder.</source>
        <translation>请更改文件夹权限，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>请检查其权限。</translation>
    </message>
    <message>
        <source>Check that it is there.</source>
        <translation>请确认它存在。</translation>
    </message>
    <message>
        <source>Check that it is whole.</source>
        <translation>请确认它是完整的。</translation>
    </message>
    <message>
        <source>Check the address, and that “ray status” shows the cluster there.</source>
        <translation>请检查地址，并确认“ray status”在那里能看到集群。</translation>
    </message>
    <message>
        <source>Check the disk and its permissions, then generate the shot again.</source>
        <translation>请检查磁盘及其权限，然后重新生成镜头。</translation>
    </message>
    <message>
        <source>Check the disk and its permissions, then try again.</source>
        <translation>请检查磁盘及其权限，然后重试。</translation>
    </message>
    <message>
        <source>Check the disk and its permissions.</source>
        <translation>请检查磁盘及其权限。</translation>
    </message>
    <message>
        <source>Check the disk, then try again.</source>
        <translation>请检查磁盘，然后重试。</translation>
    </message>
    <message>
        <source>Check {1}</source>
        <translation>检查 {1}</translation>
    </message>
    <message>
        <source>Choose 16:9, 9:16 or 1:1.</source>
        <translation>请选择 16:9、9:16 或 1:1。</translation>
    </message>
    <message>
        <source>Choose H.264.</source>
        <translation>请选择 H.264。</translation>
    </message>
    <message>
        <source>Choose a PNG, JPEG, WebP, BMP, GIF or TIFF.</source>
        <translation>请选择 PNG、JPEG、WebP、BMP、GIF 或 TIFF。</translation>
    </message>
    <message>
        <source>Choose a clip with pictures.</source>
        <translation>请选择有画面的片段。</translation>
    </message>
    <message>
        <source>Choose a file inside it.</source>
        <translation>请选择其中的文件。</translation>
    </message>
    <message>
        <source>Choose a file that holds one.</source>
        <translation>请选择含有它的文件。</translation>
    </message>
    <message>
        <source>Choose a file with sound.</source>
        <translation>请选择有声音的文件。</translation>
    </message>
    <message>
        <source>Choose a folder with a text model in safetensors.</source>
        <translation>请选择含 safetensors 文本模型的文件夹。</translation>
    </message>
    <message>
        <source>Choose a longer range.</source>
        <translation>请选择更长的范围。</translation>
    </message>
    <message>
        <source>Choose a new or an empty folder.</source>
        <translation>请选择新的或空的文件夹。</translation>
    </message>
    <message>
        <source>Choose a smaller model or a shorter shot, or close programs.</source>
        <translation>请选择更小的模型或更短的镜头，或关闭一些程序。</translation>
    </message>
    <message>
        <source>Choose a video file.</source>
        <translation>请选择视频文件。</translation>
    </message>
    <message>
        <source>Choose a video, a picture or a sound.</source>
        <translation>请选择视频、图片或声音。</translation>
    </message>
    <message>
        <source>Choose a video, or use an audio track.</source>
        <translation>请选择视频，或放到声音轨道上。</translation>
    </message>
    <message>
        <source>Choose another address.</source>
        <translation>请换一个地址。</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>请选择其他文件。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Choose another frame rate.</source>
        <translation>请选择其他帧率。</translation>
    </message>
    <message>
        <source>Choose another length.</source>
        <translation>请选择其他时长。</translation>
    </message>
    <message>
        <source>Choose another model for this shot.</source>
        <translation>请为此镜头选择其他模型。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名称。</translation>
    </message>
    <message>
        <source>Choose another one.</source>
        <translation>请换一个。</translation>
    </message>
    <message>
        <source>Choose another picture.</source>
        <translation>请选择其他图片。</translation>
    </message>
    <message>
        <source>Choose another shape.</source>
        <translation>请选择其他画幅。</translation>
    </message>
    <message>
        <source>Choose another size, codec or folder.</source>
        <translation>请选择其他尺寸、编码或文件夹。</translation>
    </message>
    <message>
        <source>Choose another take of the shot first.</source>
        <translation>请先为镜头选择其他版本。</translation>
    </message>
    <message>
        <source>Choose one of at least {1} × {2} pixels.</source>
        <translation>请选择至少 {1} × {2} 像素的图片。</translation>
    </message>
    <message>
        <source>Choose one that does.</source>
        <translation>请选择能看图的模型。</translation>
    </message>
    <message>
        <source>Choose one that holds clips.</source>
        <translation>请选择含有片段的时间线。</translation>
    </message>
    <message>
        <source>Choose take</source>
        <translation>选择版本</translation>
    </message>
    <message>
        <source>Choose the folder that holds config.json.</source>
        <translation>请选择含有 config.json 的文件夹。</translation>
    </message>
    <message>
        <source>Choose the folder that holds model_index.json.</source>
        <translation>请选择含有 model_index.json 的文件夹。</translation>
    </message>
    <message>
        <source>Choose the folder the file was made from.</source>
        <translation>请选择制作该文件所用的文件夹。</translation>
    </message>
    <message>
        <source>Choose the same aspect for both.</source>
        <translation>请让两者画幅一致。</translation>
    </message>
    <message>
        <source>Choose “windows” or “sparse”.</source>
        <translation>请选择“windows”或“sparse”。</translation>
    </message>
    <message>
        <source>Clear in and out</source>
        <translation>清除入点和出点</translation>
    </message>
    <message>
        <source>Click the empty stretch between two clips.</source>
        <translation>请点击两个片段之间的空处。</translation>
    </message>
    <message>
        <source>Clip {1} dissolves in from nothing.</source>
        <translation>片段 {1} 的叠化前面没有片段。</translation>
    </message>
    <message>
        <source>Clip {1} has a keyframe of impossible strength.</source>
        <translation>片段 {1} 有强度不合理的关键帧。</translation>
    </message>
    <message>
        <source>Clip {1} has an impossible dissolve.</source>
        <translation>片段 {1} 的叠化不合理。</translation>
    </message>
    <message>
        <source>Clip {1} has an impossible gain.</source>
        <translation>片段 {1} 的增益不合理。</translation>
    </message>
    <message>
        <source>Clip {1} has an impossible place: {2} + {3}.</source>
        <translation>片段 {1} 的位置不合理：{2} + {3}。</translation>
    </message>
    <message>
        <source>Clip {1} has an impossible speed.</source>
        <translation>片段 {1} 的速度不合理。</translation>
    </message>
    <message>
        <source>Clip {1} has an offset or speed its source cannot have.</source>
        <translation>片段 {1} 的偏移或速度与源不符。</translation>
    </message>
    <message>
        <source>Clip {1} has fades that do not fit.</source>
        <translation>片段 {1} 的淡入淡出过长。</translation>
    </message>
    <message>
        <source>Clip {1} has keyframes out of order or outside the shot.</source>
        <translation>片段 {1} 的关键帧次序有误或超出镜头。</translation>
    </message>
    <message>
        <source>Clip {1} has no sound but lies on a sound track.</source>
        <translation>片段 {1} 没有声音却在声音轨道上。</translation>
    </message>
    <message>
        <source>Clip {1} is a shot on a sound track.</source>
        <translation>片段 {1} 是镜头却在声音轨道上。</translation>
    </message>
    <message>
        <source>Clip {1} is a title on a sound track.</source>
        <translation>片段 {1} 是字幕却在声音轨道上。</translation>
    </message>
    <message>
        <source>Clip {1} is in a group with an unusable id.</source>
        <translation>片段 {1} 所在编组的标识无效。</translation>
    </message>
    <message>
        <source>Clip {1} is sound on a picture track.</source>
        <translation>片段 {1} 是声音却在画面轨道上。</translation>
    </message>
    <message>
        <source>Clip {1} lists takes twice or that are not in the film.</source>
        <translation>片段 {1} 列出的版本重复或不在影片中。</translation>
    </message>
    <message>
        <source>Clip {1} names somebody twice or who is not in the cast.</source>
        <translation>片段 {1} 的角色重复或不在角色表中。</translation>
    </message>
    <message>
        <source>Clip {1} runs past the end of its source.</source>
        <translation>片段 {1} 超出源的结尾。</translation>
    </message>
    <message>
        <source>Clip {1} shows a file that is not in the film.</source>
        <translation>片段 {1} 使用的文件不在影片中。</translation>
    </message>
    <message>
        <source>Clip {1} shows a take it does not list.</source>
        <translation>片段 {1} 使用了未列出的版本。</translation>
    </message>
    <message>
        <source>Clip {1} starts before its source.</source>
        <translation>片段 {1} 早于源的开头。</translation>
    </message>
    <message>
        <source>Clips {1} and {2} overlap or are out of order on track “{3}”.</source>
        <translation>轨道“{3}”上的片段 {1} 和 {2} 重叠或次序有误。</translation>
    </message>
    <message>
        <source>Close gap</source>
        <translation>闭合空隙</translation>
    </message>
    <message>
        <source>Close gaps</source>
        <translation>闭合所有空隙</translation>
    </message>
    <message>
        <source>Close it there, then open it here.</source>
        <translation>请先在那里关闭，再在这里打开。</translation>
    </message>
    <message>
        <source>Close other programs and try again.</source>
        <translation>请关闭其他程序后重试。</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller picture size.</source>
        <translation>请关闭其他程序，或选择更小的画面尺寸。</translation>
    </message>
    <message>
        <source>Close other programs.</source>
        <translation>请关闭其他程序。</translation>
    </message>
    <message>
        <source>Close the gap between them first.</source>
        <translation>请先闭合它们之间的空隙。</translation>
    </message>
    <message>
        <source>Colour marker</source>
        <translation>更改标记颜色</translation>
    </message>
    <message>
        <source>Connect or switch on a sound output, then press play again.</source>
        <translation>请连接或打开声音设备，然后再按播放。</translation>
    </message>
    <message>
        <source>Copy it again from where it came from.</source>
        <translation>请从原处重新复制。</translation>
    </message>
    <message>
        <source>Copy or export it again.</source>
        <translation>请重新复制或导出。</translation>
    </message>
    <message>
        <source>Copy or export it again; an unfinished recording needs the program that made it.</source>
        <translation>请重新复制或导出；未完成的录制需要原来的程序处理。</translation>
    </message>
    <message>
        <source>Copy ~/.ray/auth_token from the cluster&apos;s machine to the same place here.</source>
        <translation>请把集群机器上的 ~/.ray/auth_token 复制到这里的相同位置。</translation>
    </message>
    <message>
        <source>Cut the clip first.</source>
        <translation>请先裁短片段。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Describe them in the cast, or give them a frame.</source>
        <translation>请在角色表中描述他们，或给他们一帧画面。</translation>
    </message>
    <message>
        <source>Described</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Detach sound</source>
        <translation>分离声音</translation>
    </message>
    <message>
        <source>Dissolve</source>
        <translation>叠化</translation>
    </message>
    <message>
        <source>Download its files on its page, and add the folder.</source>
        <translation>请在其网页下载文件，然后添加该文件夹。</translation>
    </message>
    <message>
        <source>Download or train it again.</source>
        <translation>请重新下载或训练。</translation>
    </message>
    <message>
        <source>Download the model again.</source>
        <translation>请重新下载模型。</translation>
    </message>
    <message>
        <source>Download the rest of the model.</source>
        <translation>请下载模型的其余部分。</translation>
    </message>
    <message>
        <source>Download {1}</source>
        <translation>下载 {1}</translation>
    </message>
    <message>
        <source>Downloads need packages that are not installed: {1}.</source>
        <translation>下载需要尚未安装的软件包：{1}。</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Edit title</source>
        <translation>编辑字幕</translation>
    </message>
    <message>
        <source>Every card is made or in the queue.</source>
        <translation>所有分镜卡都已生成或在队列中。</translation>
    </message>
    <message>
        <source>Every machine of the cluster is gone.</source>
        <translation>集群的所有机器都已断开。</translation>
    </message>
    <message>
        <source>Everything known but the first frame</source>
        <translation>首帧之外的所有已知画面</translation>
    </message>
    <message>
        <source>Everything made before is kept.</source>
        <translation>之前生成的内容都已保留。</translation>
    </message>
    <message>
        <source>Exact keyframes and kept stretches</source>
        <translation>精确的关键帧与保留段落</translation>
    </message>
    <message>
        <source>Expanded</source>
        <translation>扩写</translation>
    </message>
    <message>
        <source>Expanded prompt</source>
        <translation>扩写后的提示词</translation>
    </message>
    <message>
        <source>Export an OTIO timeline instead.</source>
        <translation>请改为导出 OTIO 时间线。</translation>
    </message>
    <message>
        <source>Export it again from the program it comes from.</source>
        <translation>请从原来的程序重新导出。</translation>
    </message>
    <message>
        <source>Export under another name.</source>
        <translation>请换个名称导出。</translation>
    </message>
    <message>
        <source>Export without it, or pack it: “python -m studio train pack-upscaler --help”.</source>
        <translation>请不用它导出，或先打包：“python -m studio train pack-upscaler --help”。</translation>
    </message>
    <message>
        <source>Export without smooth motion, or reinstall the studio.</source>
        <translation>请不用平滑运动导出，或重新安装本程序。</translation>
    </message>
    <message>
        <source>Export {1}</source>
        <translation>导出 {1}</translation>
    </message>
    <message>
        <source>Extend after</source>
        <translation>向后延展</translation>
    </message>
    <message>
        <source>Extend before</source>
        <translation>向前延展</translation>
    </message>
    <message>
        <source>Extend it, remix it, or make a new shot.</source>
        <translation>请延展它、改编它，或新建镜头。</translation>
    </message>
    <message>
        <source>Extract</source>
        <translation>提取</translation>
    </message>
    <message>
        <source>Fade in</source>
        <translation>淡入</translation>
    </message>
    <message>
        <source>Fade out</source>
        <translation>淡出</translation>
    </message>
    <message>
        <source>File {1} has an impossible rate or length.</source>
        <translation>文件 {1} 的帧率或长度不合理。</translation>
    </message>
    <message>
        <source>File {1} has an impossible size.</source>
        <translation>文件 {1} 的尺寸不合理。</translation>
    </message>
    <message>
        <source>File {1} has no path.</source>
        <translation>文件 {1} 没有路径。</translation>
    </message>
    <message>
        <source>File {1} is longer than a timeline can be.</source>
        <translation>文件 {1} 长过时间线所能容纳的长度。</translation>
    </message>
    <message>
        <source>Files that can: {1}.</source>
        <translation>可以的文件类型：{1}。</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填补</translation>
    </message>
    <message>
        <source>Fill gap</source>
        <translation>填补空隙</translation>
    </message>
    <message>
        <source>Flat cartoon</source>
        <translation>平涂卡通</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟拍</translation>
    </message>
    <message>
        <source>For anything else, cut the stretch out: re-cut.</source>
        <translation>其他情况请把这一段切出来重剪。</translation>
    </message>
    <message>
        <source>Free some space first.</source>
        <translation>请先腾出一些空间。</translation>
    </message>
    <message>
        <source>Free some space on that disk, then try again.</source>
        <translation>请在该磁盘上腾出空间，然后重试。</translation>
    </message>
    <message>
        <source>Free some space or choose another disk.</source>
        <translation>请腾出空间，或选择其他磁盘。</translation>
    </message>
    <message>
        <source>Free some space, or make the shot shorter.</source>
        <translation>请腾出空间，或缩短镜头。</translation>
    </message>
    <message>
        <source>Free some space, then generate the shot again: it goes on where it stopped.</source>
        <translation>请腾出空间，然后重新生成镜头：会从中断处继续。</translation>
    </message>
    <message>
        <source>Free some space, then resume it.</source>
        <translation>请腾出空间，然后继续。</translation>
    </message>
    <message>
        <source>Free some space, then try again.</source>
        <translation>请腾出空间，然后重试。</translation>
    </message>
    <message>
        <source>Free {1} MB there, then try again.</source>
        <translation>请在那里腾出 {1} MB，然后重试。</translation>
    </message>
    <message>
        <source>GGUF files need the package gguf.</source>
        <translation>GGUF 文件需要软件包 gguf。</translation>
    </message>
    <message>
        <source>Generate it first.</source>
        <translation>请先生成它。</translation>
    </message>
    <message>
        <source>Generate that clip again, or use its video.</source>
        <translation>请重新生成该片段，或使用其视频。</translation>
    </message>
    <message>
        <source>Generate that one first.</source>
        <translation>请先生成那一个。</translation>
    </message>
    <message>
        <source>Generate the shot again, or choose a take that was finished.</source>
        <translation>请重新生成镜头，或选择完整的版本。</translation>
    </message>
    <message>
        <source>Generate the shot again.</source>
        <translation>请重新生成镜头。</translation>
    </message>
    <message>
        <source>Generated frames were made {1} times as large by a network.</source>
        <translation>生成的画面由网络放大了 {1} 倍。</translation>
    </message>
    <message>
        <source>Generating stopped because of an error in the engine ({1}).</source>
        <translation>引擎出错，生成已停止（{1}）。</translation>
    </message>
    <message>
        <source>Get the file again.</source>
        <translation>请重新获取该文件。</translation>
    </message>
    <message>
        <source>Give --rate with more, or --upscale.</source>
        <translation>请用 --rate 给出更高的帧率，或使用 --upscale。</translation>
    </message>
    <message>
        <source>Give this one another name.</source>
        <translation>请给这一个另取名称。</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>编组</translation>
    </message>
    <message>
        <source>Guidance must lie in 0..50, not {1}.</source>
        <translation>引导强度必须在 0..50 之间，而不是 {1}。</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图片生成</translation>
    </message>
    <message>
        <source>Import the file first.</source>
        <translation>请先导入该文件。</translation>
    </message>
    <message>
        <source>Import {1}</source>
        <translation>导入 {1}</translation>
    </message>
    <message>
        <source>In memory: {1}.</source>
        <translation>内存占用：{1}。</translation>
    </message>
    <message>
        <source>Ink drawing</source>
        <translation>钢笔画</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>插入</translation>
    </message>
    <message>
        <source>Insert clip</source>
        <translation>插入片段</translation>
    </message>
    <message>
        <source>Insert clips</source>
        <translation>插入片段</translation>
    </message>
    <message>
        <source>Install it (on Debian and Ubuntu: libpulse0), then start the studio again.</source>
        <translation>请安装它（Debian 和 Ubuntu：libpulse0），然后重新启动本程序。</translation>
    </message>
    <message>
        <source>Install torch, numpy and safetensors on its machines, and see that they are free.</source>
        <translation>请在各机器上安装 torch、numpy 和 safetensors，并确认它们空闲。</translation>
    </message>
    <message>
        <source>It can use {1}.</source>
        <translation>可以使用 {1}。</translation>
    </message>
    <message>
        <source>It was left as it is.</source>
        <translation>已原样保留。</translation>
    </message>
    <message>
        <source>Its frame rate is impossible; 24 frames a second were taken.</source>
        <translation>其帧率不合理，已按每秒 24 帧处理。</translation>
    </message>
    <message>
        <source>Its work is in the journal and can be resumed.</source>
        <translation>其成果在日志中，可以继续。</translation>
    </message>
    <message>
        <source>Keep picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Keeping the take</source>
        <translation>正在保存版本</translation>
    </message>
    <message>
        <source>LTX-2 Community: free below 10 million dollars of revenue, with rules of use.</source>
        <translation>LTX-2 社区许可：年收入低于一千万美元免费，附使用规则。</translation>
    </message>
    <message>
        <source>Leave some of it to go on from.</source>
        <translation>请留下一部分以便接续。</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Let what follows move.</source>
        <translation>请让后面的片段随之移动。</translation>
    </message>
    <message>
        <source>Lift</source>
        <translation>提升</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>LoRA files are opened as those only.</source>
        <translation>LoRA 文件只按 LoRA 打开。</translation>
    </message>
    <message>
        <source>LoRA files need the package peft.</source>
        <translation>LoRA 文件需要软件包 peft。</translation>
    </message>
    <message>
        <source>Lock track</source>
        <translation>锁定轨道</translation>
    </message>
    <message>
        <source>Look at the connection, then try again.</source>
        <translation>请检查网络连接，然后重试。</translation>
    </message>
    <message>
        <source>Look for it on huggingface.co.</source>
        <translation>请在 huggingface.co 上查找。</translation>
    </message>
    <message>
        <source>Look in {1}</source>
        <translation>在 {1} 中查找</translation>
    </message>
    <message>
        <source>Look up {1}</source>
        <translation>查询 {1}</translation>
    </message>
    <message>
        <source>Look whether another program holds it, then press play again.</source>
        <translation>请检查是否有其他程序占用，然后再按播放。</translation>
    </message>
    <message>
        <source>Looks are opened as those only.</source>
        <translation>风格文件只按风格打开。</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>Make a copy of at most 8K first.</source>
        <translation>请先制作不超过 8K 的副本。</translation>
    </message>
    <message>
        <source>Make a smaller copy and use that.</source>
        <translation>请改用较小的副本。</translation>
    </message>
    <message>
        <source>Make a smaller copy.</source>
        <translation>请制作较小的副本。</translation>
    </message>
    <message>
        <source>Make it shorter, or split it.</source>
        <translation>请缩短它，或把它分开。</translation>
    </message>
    <message>
        <source>Making shots on a cluster needs a package that is not installed: ray.</source>
        <translation>在集群上生成镜头需要尚未安装的软件包：ray。</translation>
    </message>
    <message>
        <source>Many pasts</source>
        <translation>多种开端</translation>
    </message>
    <message>
        <source>Mark a stretch inside it.</source>
        <translation>请在其中标出一段。</translation>
    </message>
    <message>
        <source>Mark a stretch of it with I and O.</source>
        <translation>请用 I 和 O 标出其中一段。</translation>
    </message>
    <message>
        <source>Mark a stretch of its take instead.</source>
        <translation>请改为在其版本上标出一段。</translation>
    </message>
    <message>
        <source>Mark a stretch of the take instead.</source>
        <translation>请改为在版本上标出一段。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Move card</source>
        <translation>移动分镜卡</translation>
    </message>
    <message>
        <source>Move clip</source>
        <translation>移动片段</translation>
    </message>
    <message>
        <source>Move clips</source>
        <translation>移动片段</translation>
    </message>
    <message>
        <source>Move it back so that they touch.</source>
        <translation>请把它移回，使两者相接。</translation>
    </message>
    <message>
        <source>Move keyframe</source>
        <translation>移动关键帧</translation>
    </message>
    <message>
        <source>Move marker</source>
        <translation>移动标记</translation>
    </message>
    <message>
        <source>Move the clips side by side.</source>
        <translation>请把两个片段移到一起。</translation>
    </message>
    <message>
        <source>Move the in and out points.</source>
        <translation>请移动入点和出点。</translation>
    </message>
    <message>
        <source>Mute track</source>
        <translation>轨道静音</translation>
    </message>
    <message>
        <source>Name the installed model whose other parts it needs: --base NAME.</source>
        <translation>请指明提供其余部分的已安装模型：--base NAME。</translation>
    </message>
    <message>
        <source>Neon glow</source>
        <translation>霓虹光</translation>
    </message>
    <message>
        <source>New card</source>
        <translation>新建分镜卡</translation>
    </message>
    <message>
        <source>New shot</source>
        <translation>新镜头</translation>
    </message>
    <message>
        <source>No Content Credentials were written: this copy of the studio lacks the library for them.</source>
        <translation>未写入内容凭证：此副本缺少所需的库。</translation>
    </message>
    <message>
        <source>No file of this film is missing.</source>
        <translation>本影片没有缺失的文件。</translation>
    </message>
    <message>
        <source>No film is open.</source>
        <translation>没有打开的影片。</translation>
    </message>
    <message>
        <source>No machine of the cluster at {1} could start a worker{2}.</source>
        <translation>{1} 处的集群没有机器能启动工作进程{2}。</translation>
    </message>
    <message>
        <source>No part of this clip is marked.</source>
        <translation>没有标出此片段的任何部分。</translation>
    </message>
    <message>
        <source>Nobody in the cast is called @{1}.</source>
        <translation>角色表中没有 @{1}。</translation>
    </message>
    <message>
        <source>Nothing answers at {1}.</source>
        <translation>{1} 没有响应。</translation>
    </message>
    <message>
        <source>Nothing else changed.</source>
        <translation>其他一切未变。</translation>
    </message>
    <message>
        <source>Nothing in “{1}” belongs to this model.</source>
        <translation>“{1}”中没有属于此模型的内容。</translation>
    </message>
    <message>
        <source>Nothing in “{1}” is {2}{3}.</source>
        <translation>“{1}”中没有 {2}{3}。</translation>
    </message>
    <message>
        <source>Nothing of it was opened.</source>
        <translation>没有打开其中任何内容。</translation>
    </message>
    <message>
        <source>Nothing was loaded.</source>
        <translation>没有载入任何内容。</translation>
    </message>
    <message>
        <source>Nothing was made.</source>
        <translation>没有生成任何内容。</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>没有写入任何内容。</translation>
    </message>
    <message>
        <source>Nudge</source>
        <translation>微移</translation>
    </message>
    <message>
        <source>Only a generation that failed or was cancelled can be tried again.</source>
        <translation>只有失败或已取消的生成可以重试。</translation>
    </message>
    <message>
        <source>Only a take that was made here can be made again in part.</source>
        <translation>只有在这里生成的版本才能部分重做。</translation>
    </message>
    <message>
        <source>Only the drawn world is known: anything else is told as the nearest thing in it.</source>
        <translation>只认识画出来的世界：其他一切都说成其中最接近的东西。</translation>
    </message>
    <message>
        <source>Only what is being made can go back.</source>
        <translation>只有正在生成的内容可以退回。</translation>
    </message>
    <message>
        <source>Open a backup of the folder, or look for an autosave in it.</source>
        <translation>请打开该文件夹的备份，或在其中查找自动保存。</translation>
    </message>
    <message>
        <source>Open a film, or make a new one.</source>
        <translation>请打开一部影片，或新建一部。</translation>
    </message>
    <message>
        <source>Open a folder whose name ends in .film.</source>
        <translation>请打开名称以 .film 结尾的文件夹。</translation>
    </message>
    <message>
        <source>Open the folder whose name ends in .film.</source>
        <translation>请打开名称以 .film 结尾的文件夹。</translation>
    </message>
    <message>
        <source>Other models need packages that are not installed: {1}.</source>
        <translation>其他模型需要尚未安装的软件包：{1}。</translation>
    </message>
    <message>
        <source>Overwrite</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>Overwrite it, or insert instead.</source>
        <translation>请覆盖它，或改为插入。</translation>
    </message>
    <message>
        <source>Pack it again.</source>
        <translation>请重新打包。</translation>
    </message>
    <message>
        <source>Pan left</source>
        <translation>左摇</translation>
    </message>
    <message>
        <source>Pan right</source>
        <translation>右摇</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Picture {1}</source>
        <translation>图片 {1}</translation>
    </message>
    <message>
        <source>Place clip</source>
        <translation>放置片段</translation>
    </message>
    <message>
        <source>Place in film</source>
        <translation>放入影片</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Put it back at {1}, or choose its new place.</source>
        <translation>请把它放回 {1}，或选择它的新位置。</translation>
    </message>
    <message>
        <source>Put it back, or choose another look.</source>
        <translation>请把它放回，或选择其他风格。</translation>
    </message>
    <message>
        <source>Put it back, or point the film to its new place.</source>
        <translation>请把它放回，或在影片中指明新位置。</translation>
    </message>
    <message>
        <source>Put it back, or remove it here.</source>
        <translation>请把它放回，或在此移除。</translation>
    </message>
    <message>
        <source>Put them back, or export with a slate in their place.</source>
        <translation>请把它们放回，或用占位画面导出。</translation>
    </message>
    <message>
        <source>Re-cut</source>
        <translation>重剪</translation>
    </message>
    <message>
        <source>Read the card: it differs from version to version.</source>
        <translation>请阅读模型卡：各版本有所不同。</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Redo part</source>
        <translation>部分重做</translation>
    </message>
    <message>
        <source>Reinstall the studio, or pack the text model again.</source>
        <translation>请重新安装本程序，或重新打包文本模型。</translation>
    </message>
    <message>
        <source>Reinstall the studio, or train the model.</source>
        <translation>请重新安装本程序，或训练模型。</translation>
    </message>
    <message>
        <source>Reinstall the studio.</source>
        <translation>请重新安装本程序。</translation>
    </message>
    <message>
        <source>Relink</source>
        <translation>重新链接</translation>
    </message>
    <message>
        <source>Remix</source>
        <translation>改编</translation>
    </message>
    <message>
        <source>Remove dissolve</source>
        <translation>移除叠化</translation>
    </message>
    <message>
        <source>Remove from bin</source>
        <translation>从素材箱移除</translation>
    </message>
    <message>
        <source>Remove from cast</source>
        <translation>从角色表移除</translation>
    </message>
    <message>
        <source>Remove keyframe</source>
        <translation>移除关键帧</translation>
    </message>
    <message>
        <source>Remove marker</source>
        <translation>移除标记</translation>
    </message>
    <message>
        <source>Remove take</source>
        <translation>移除版本</translation>
    </message>
    <message>
        <source>Remove that one first.</source>
        <translation>请先移除那一个。</translation>
    </message>
    <message>
        <source>Remove track</source>
        <translation>移除轨道</translation>
    </message>
    <message>
        <source>Remove what uses it first.</source>
        <translation>请先移除使用它的内容。</translation>
    </message>
    <message>
        <source>Rename marker</source>
        <translation>重命名标记</translation>
    </message>
    <message>
        <source>Rename track</source>
        <translation>重命名轨道</translation>
    </message>
    <message>
        <source>Ripple delete</source>
        <translation>波纹删除</translation>
    </message>
    <message>
        <source>Ripple trim</source>
        <translation>波纹修剪</translation>
    </message>
    <message>
        <source>Roll</source>
        <translation>滚动编辑</translation>
    </message>
    <message>
        <source>Run “make run” once to install it.</source>
        <translation>请运行一次“make run”来安装它。</translation>
    </message>
    <message>
        <source>Run “pip install -r requirements-cluster.txt” in the studio&apos;s environment, and start it again.</source>
        <translation>请在本程序的环境中运行“pip install -r requirements-cluster.txt”，然后重新启动。</translation>
    </message>
    <message>
        <source>Run “pip install -r requirements-gpu.txt” in the studio&apos;s environment, and start it again.</source>
        <translation>请在本程序的环境中运行“pip install -r requirements-gpu.txt”，然后重新启动。</translation>
    </message>
    <message>
        <source>Run “pip install -r requirements-gpu.txt” in the studio&apos;s environment.</source>
        <translation>请在本程序的环境中运行“pip install -r requirements-gpu.txt”。</translation>
    </message>
    <message>
        <source>Run “pip install -r requirements-gpu.txt”, and start the studio again.</source>
        <translation>请运行“pip install -r requirements-gpu.txt”，然后重新启动本程序。</translation>
    </message>
    <message>
        <source>Run “python -m studio models list” to see what there is.</source>
        <translation>请运行“python -m studio models list”查看已有模型。</translation>
    </message>
    <message>
        <source>Save as {1}</source>
        <translation>另存为 {1}</translation>
    </message>
    <message>
        <source>Save, and try the step again. If it comes back, restart the studio.</source>
        <translation>请保存，然后重试这一步。如果再次出现，请重新启动本程序。</translation>
    </message>
    <message>
        <source>Say what is to be seen.</source>
        <translation>请写明要看到什么。</translation>
    </message>
    <message>
        <source>Say what should be seen, for example: a red car drives through the desert.</source>
        <translation>请写明要看到什么，例如：一辆红色汽车驶过沙漠。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Select a clip first.</source>
        <translation>请先选择一个片段。</translation>
    </message>
    <message>
        <source>Select them with Ctrl and a click.</source>
        <translation>按住 Ctrl 点击即可选择它们。</translation>
    </message>
    <message>
        <source>Set an in point and an out point after it.</source>
        <translation>请设置入点，并在其后设置出点。</translation>
    </message>
    <message>
        <source>Set in point</source>
        <translation>设置入点</translation>
    </message>
    <message>
        <source>Set out point</source>
        <translation>设置出点</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>画幅</translation>
    </message>
    <message>
        <source>Shorten it, or split it over several shots.</source>
        <translation>请缩短它，或分到几个镜头里。</translation>
    </message>
    <message>
        <source>Shots are being made, so who makes them cannot change.</source>
        <translation>正在生成镜头，现在不能更换由谁生成。</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>内滑</translation>
    </message>
    <message>
        <source>Slip</source>
        <translation>外滑</translation>
    </message>
    <message>
        <source>Slip it when it is finished.</source>
        <translation>请等它完成后再外滑。</translation>
    </message>
    <message>
        <source>Solo track</source>
        <translation>独奏轨道</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({1}).</source>
        <translation>发生了意外错误（{1}）。</translation>
    </message>
    <message>
        <source>Source times of {1} file(s) with another frame rate count at the film&apos;s rate.</source>
        <translation>帧率不同的 {1} 个文件，其源时间按影片帧率计算。</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>切开</translation>
    </message>
    <message>
        <source>Split it first.</source>
        <translation>请先把它分开。</translation>
    </message>
    <message>
        <source>Split it into two films.</source>
        <translation>请把它分成两部影片。</translation>
    </message>
    <message>
        <source>Start a new film at that rate.</source>
        <translation>请按该帧率新建影片。</translation>
    </message>
    <message>
        <source>Start it again to generate.</source>
        <translation>请重新启动后再生成。</translation>
    </message>
    <message>
        <source>Start it, or choose another address.</source>
        <translation>请启动它，或换一个地址。</translation>
    </message>
    <message>
        <source>Start the cluster again, or generate on this computer.</source>
        <translation>请重新启动集群，或在本机生成。</translation>
    </message>
    <message>
        <source>Steps must lie in 1..200, not {1}.</source>
        <translation>步数必须在 1 到 200 之间，不能是 {1}。</translation>
    </message>
    <message>
        <source>Still</source>
        <translation>静止</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Take</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Take {1} has an impossible guidance.</source>
        <translation>版本 {1} 的引导强度不合理。</translation>
    </message>
    <message>
        <source>Take {1} has an impossible rate or length.</source>
        <translation>版本 {1} 的帧率或长度不合理。</translation>
    </message>
    <message>
        <source>Take {1} has an impossible size.</source>
        <translation>版本 {1} 的尺寸不合理。</translation>
    </message>
    <message>
        <source>Take {1} has no path.</source>
        <translation>版本 {1} 没有路径。</translation>
    </message>
    <message>
        <source>Teach it again, or leave it out.</source>
        <translation>请重新教它，或不使用它。</translation>
    </message>
    <message>
        <source>Teach it again: python -m studio train adapt --name {1} --kind {2} --clips FOLDER.</source>
        <translation>请重新教它：python -m studio train adapt --name {1} --kind {2} --clips FOLDER。</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字生成</translation>
    </message>
    <message>
        <source>That card is no longer on the board.</source>
        <translation>那张分镜卡已不在分镜板上。</translation>
    </message>
    <message>
        <source>That clip is already in the film.</source>
        <translation>该片段已在影片中。</translation>
    </message>
    <message>
        <source>That clip is no longer in the film.</source>
        <translation>该片段已不在影片中。</translation>
    </message>
    <message>
        <source>That file is no longer in the film.</source>
        <translation>该文件已不在影片中。</translation>
    </message>
    <message>
        <source>That frame is not in the film.</source>
        <translation>该帧不在影片中。</translation>
    </message>
    <message>
        <source>That frame is outside the film.</source>
        <translation>该帧在影片之外。</translation>
    </message>
    <message>
        <source>That take has no frames yet.</source>
        <translation>该版本还没有画面。</translation>
    </message>
    <message>
        <source>That take is already in the film.</source>
        <translation>该版本已在影片中。</translation>
    </message>
    <message>
        <source>That take is no longer in the film.</source>
        <translation>该版本已不在影片中。</translation>
    </message>
    <message>
        <source>That take is still used.</source>
        <translation>该版本仍在使用。</translation>
    </message>
    <message>
        <source>That track is no longer in the film.</source>
        <translation>该轨道已不在影片中。</translation>
    </message>
    <message>
        <source>The LoRA file “{1}” is missing.</source>
        <translation>LoRA 文件“{1}”不见了。</translation>
    </message>
    <message>
        <source>The blade must fall inside the clip.</source>
        <translation>切点必须落在片段之内。</translation>
    </message>
    <message>
        <source>The bundled model</source>
        <translation>自带模型</translation>
    </message>
    <message>
        <source>The bundled model is chosen.</source>
        <translation>已选用自带模型。</translation>
    </message>
    <message>
        <source>The captioner and the autoencoder do not belong together.</source>
        <translation>描述器与自动编码器不配套。</translation>
    </message>
    <message>
        <source>The cast has a name twice or an empty name.</source>
        <translation>角色表中有重名或空名。</translation>
    </message>
    <message>
        <source>The clip beside this one has not been made yet.</source>
        <translation>旁边的片段尚未生成。</translation>
    </message>
    <message>
        <source>The clip this shot goes on from is gone.</source>
        <translation>此镜头所接续的片段已不在。</translation>
    </message>
    <message>
        <source>The clip this shot leads to is gone.</source>
        <translation>此镜头所通向的片段已不在。</translation>
    </message>
    <message>
        <source>The cluster at {1} could not be joined ({2}).</source>
        <translation>无法加入 {1} 处的集群（{2}）。</translation>
    </message>
    <message>
        <source>The cluster at {1} has another version of Ray or Python than the studio.</source>
        <translation>{1} 处的集群使用的 Ray 或 Python 版本与本程序不同。</translation>
    </message>
    <message>
        <source>The cluster at {1} wants a token that this computer does not have.</source>
        <translation>{1} 处的集群需要令牌，而这台电脑没有。</translation>
    </message>
    <message>
        <source>The copied clips do not fit this film.</source>
        <translation>复制的片段与本影片不符。</translation>
    </message>
    <message>
        <source>The credentials of “{1}” can&apos;t be read; it may be damaged.</source>
        <translation>“{1}”的凭证无法读取，可能已损坏。</translation>
    </message>
    <message>
        <source>The disk is full, so the new frames could not be kept.</source>
        <translation>磁盘已满，新画面无法保存。</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>磁盘已满。</translation>
    </message>
    <message>
        <source>The disk with {1} is too full.</source>
        <translation>{1} 所在磁盘空间不足。</translation>
    </message>
    <message>
        <source>The disk with “{1}” is full.</source>
        <translation>“{1}”所在磁盘已满。</translation>
    </message>
    <message>
        <source>The download needs {1} GB, and {2} GB are free.</source>
        <translation>下载需要 {1} GB，可用空间只有 {2} GB。</translation>
    </message>
    <message>
        <source>The file could not be read.</source>
        <translation>文件无法读取。</translation>
    </message>
    <message>
        <source>The file is cut short: {1} of {2} frames can be read.</source>
        <translation>文件不完整：{2} 帧中只能读取 {1} 帧。</translation>
    </message>
    <message>
        <source>The file that was there before is untouched.</source>
        <translation>原来的文件未受影响。</translation>
    </message>
    <message>
        <source>The file was written, but without Content Credentials: {1}.</source>
        <translation>文件已写入，但没有内容凭证：{1}。</translation>
    </message>
    <message>
        <source>The file{1} could not be read or written: {2}.</source>
        <translation>文件{1}无法读写：{2}。</translation>
    </message>
    <message>
        <source>The film holds text or a number that cannot be saved.</source>
        <translation>影片含有无法保存的文字或数字。</translation>
    </message>
    <message>
        <source>The film is unchanged.</source>
        <translation>影片未改变。</translation>
    </message>
    <message>
        <source>The film is unchanged; the missing files show as slates.</source>
        <translation>影片未改变；缺失的文件显示为占位画面。</translation>
    </message>
    <message>
        <source>The film is unharmed; your last step may not have been carried out.</source>
        <translation>影片安然无恙；最后一步可能没有执行。</translation>
    </message>
    <message>
        <source>The film itself is complete.</source>
        <translation>影片本身是完整的。</translation>
    </message>
    <message>
        <source>The film names a file outside its folder: “{1}”.</source>
        <translation>影片指向其文件夹之外的文件：“{1}”。</translation>
    </message>
    <message>
        <source>The film plays silently, by the system&apos;s clock.</source>
        <translation>影片按系统时钟无声播放。</translation>
    </message>
    <message>
        <source>The film would become longer than a timeline can be.</source>
        <translation>影片会长过时间线所能容纳的长度。</translation>
    </message>
    <message>
        <source>The film&apos;s project file would be larger than 64 MB.</source>
        <translation>影片的项目文件会超过 64 MB。</translation>
    </message>
    <message>
        <source>The film&apos;s rate {1} is not between 1 and 240.</source>
        <translation>影片帧率 {1} 不在 1 到 240 之间。</translation>
    </message>
    <message>
        <source>The film&apos;s sample rate {1} is not between 8000 and 384000.</source>
        <translation>影片采样率 {1} 不在 8000 到 384000 之间。</translation>
    </message>
    <message>
        <source>The film&apos;s size {1} × {2} is not between 16 and 16384.</source>
        <translation>影片尺寸 {1} × {2} 不在 16 到 16384 之间。</translation>
    </message>
    <message>
        <source>The folder lacks its {1}.</source>
        <translation>文件夹中缺少 {1}。</translation>
    </message>
    <message>
        <source>The folder “{1}” is missing.</source>
        <translation>文件夹“{1}”不见了。</translation>
    </message>
    <message>
        <source>The hub does not answer.</source>
        <translation>模型站没有响应。</translation>
    </message>
    <message>
        <source>The in or out point is outside the film.</source>
        <translation>入点或出点在影片之外。</translation>
    </message>
    <message>
        <source>The language model at {1} does not answer.</source>
        <translation>{1} 处的语言模型没有响应。</translation>
    </message>
    <message>
        <source>The language model gave no answer.</source>
        <translation>语言模型没有回答。</translation>
    </message>
    <message>
        <source>The language model in “{1}” cannot be opened.</source>
        <translation>“{1}”中的语言模型无法打开。</translation>
    </message>
    <message>
        <source>The language model&apos;s answer cannot be read.</source>
        <translation>语言模型的回答无法读取。</translation>
    </message>
    <message>
        <source>The latents of that clip are not {1}&apos;s.</source>
        <translation>该片段的潜变量不属于 {1}。</translation>
    </message>
    <message>
        <source>The library for Content Credentials is missing.</source>
        <translation>缺少处理内容凭证的库。</translation>
    </message>
    <message>
        <source>The list has {1} events; some programs read {2} at most.</source>
        <translation>列表有 {1} 个事件；有些程序最多读取 {2} 个。</translation>
    </message>
    <message>
        <source>The list of models in {1} cannot be written.</source>
        <translation>{1} 中的模型列表无法写入。</translation>
    </message>
    <message>
        <source>The markers are out of order or outside the film.</source>
        <translation>标记次序有误或在影片之外。</translation>
    </message>
    <message>
        <source>The model file {1} cannot be used.</source>
        <translation>模型文件 {1} 无法使用。</translation>
    </message>
    <message>
        <source>The model file {1} cannot be used: {2}.</source>
        <translation>模型文件 {1} 无法使用：{2}。</translation>
    </message>
    <message>
        <source>The model file {1} is missing from {2}.</source>
        <translation>{2} 中缺少模型文件 {1}。</translation>
    </message>
    <message>
        <source>The model “{1}” is not installed on {2}.</source>
        <translation>{2} 上未安装模型“{1}”。</translation>
    </message>
    <message>
        <source>The model “{1}” is not installed.</source>
        <translation>模型“{1}”未安装。</translation>
    </message>
    <message>
        <source>The model “{1}”, chosen last time, is not there any more.</source>
        <translation>上次选用的模型“{1}”已不在。</translation>
    </message>
    <message>
        <source>The model&apos;s two files do not belong together.</source>
        <translation>模型的两个文件不配套。</translation>
    </message>
    <message>
        <source>The network that makes frames in between is not installed.</source>
        <translation>补中间帧的网络未安装。</translation>
    </message>
    <message>
        <source>The network that makes frames {1} times as large is not installed.</source>
        <translation>把画面放大 {1} 倍的网络未安装。</translation>
    </message>
    <message>
        <source>The notes of 1 clip could not be read.</source>
        <translation>1 个片段的备注无法读取。</translation>
    </message>
    <message>
        <source>The notes of {1} clips could not be read.</source>
        <translation>{1} 个片段的备注无法读取。</translation>
    </message>
    <message>
        <source>The out point is not after the in point.</source>
        <translation>出点不在入点之后。</translation>
    </message>
    <message>
        <source>The prompt has {1} characters; {2} is the most.</source>
        <translation>提示词有 {1} 个字符，最多 {2} 个。</translation>
    </message>
    <message>
        <source>The prompt is empty.</source>
        <translation>提示词为空。</translation>
    </message>
    <message>
        <source>The rate is fixed once the film has clips.</source>
        <translation>影片有了片段后，帧率不能再改。</translation>
    </message>
    <message>
        <source>The sampler finished without one frame.</source>
        <translation>采样结束，却没有一帧画面。</translation>
    </message>
    <message>
        <source>The sampler is not installed.</source>
        <translation>采样器未安装。</translation>
    </message>
    <message>
        <source>The settings in “{1}” are damaged.</source>
        <translation>“{1}”里的设置已损坏。</translation>
    </message>
    <message>
        <source>The sound output can&apos;t be opened.</source>
        <translation>声音设备无法打开。</translation>
    </message>
    <message>
        <source>The source has only {1} frames left for this clip.</source>
        <translation>源素材只剩 {1} 帧可供此片段使用。</translation>
    </message>
    <message>
        <source>The storyboard has no cards.</source>
        <translation>分镜板上没有分镜卡。</translation>
    </message>
    <message>
        <source>The stretch to be made again lies outside the take.</source>
        <translation>要重做的一段在版本之外。</translation>
    </message>
    <message>
        <source>The studio ended unexpectedly last time. What was saved is untouched.</source>
        <translation>上次本程序意外结束。已保存的内容未受影响。</translation>
    </message>
    <message>
        <source>The studio ended unexpectedly {1} times in a row, so it has started in safe mode: the last film was not opened by itself, and nothing is taken up again until you say so.</source>
        <translation>本程序已连续 {1} 次意外结束，因此以安全模式启动：没有自动打开上次的影片，在您同意之前也不会继续任何任务。</translation>
    </message>
    <message>
        <source>The studio is closing.</source>
        <translation>本程序正在关闭。</translation>
    </message>
    <message>
        <source>The studio opens MP4, MOV, MKV, WebM, AVI, GIF, WAV, MP3, FLAC, PNG, JPEG, WebP, BMP and TIFF.</source>
        <translation>本程序可打开 MP4、MOV、MKV、WebM、AVI、GIF、WAV、MP3、FLAC、PNG、JPEG、WebP、BMP 和 TIFF。</translation>
    </message>
    <message>
        <source>The studio stumbled while {1}: {2}.</source>
        <translation>处理“{1}”时出错：{2}。</translation>
    </message>
    <message>
        <source>The take could not be kept: the disk refused.</source>
        <translation>版本无法保存：磁盘拒绝写入。</translation>
    </message>
    <message>
        <source>The text encoder does not fit the model.</source>
        <translation>文本编码器与模型不符。</translation>
    </message>
    <message>
        <source>The text model {1} in {2} cannot be read.</source>
        <translation>{2} 中的文本模型 {1} 无法读取。</translation>
    </message>
    <message>
        <source>The timeline has more than {1} clips.</source>
        <translation>时间线的片段超过 {1} 个。</translation>
    </message>
    <message>
        <source>The timeline has more than {1} tracks.</source>
        <translation>时间线的轨道超过 {1} 条。</translation>
    </message>
    <message>
        <source>The unfinished file was removed; nothing else changed.</source>
        <translation>未完成的文件已删除，其他一切未变。</translation>
    </message>
    <message>
        <source>The whole clip is marked.</source>
        <translation>整个片段都被标出了。</translation>
    </message>
    <message>
        <source>The {1} has {2} blocks and its configuration says {3}.</source>
        <translation>{1} 有 {2} 个模块，其配置却写着 {3} 个。</translation>
    </message>
    <message>
        <source>The {1}&apos;s weights are not {2} wide, as its configuration says.</source>
        <translation>{1} 的权重宽度不是其配置所写的 {2}。</translation>
    </message>
    <message>
        <source>The {1}&apos;s weights are of another network.</source>
        <translation>{1} 的权重属于另一个网络。</translation>
    </message>
    <message>
        <source>The {1}&apos;s weights are {2} numbers, and its configuration asks for {3}.</source>
        <translation>{1} 的权重只有 {2} 个数，而其配置要求 {3} 个。</translation>
    </message>
    <message>
        <source>The {1}&apos;s weights do not fit its configuration: {2} is {3}.</source>
        <translation>{1} 的权重与其配置不符：{2} 为 {3}。</translation>
    </message>
    <message>
        <source>There are not enough tracks below this one.</source>
        <translation>下方没有足够的轨道。</translation>
    </message>
    <message>
        <source>There is a model “{1}” already.</source>
        <translation>已有名为“{1}”的模型。</translation>
    </message>
    <message>
        <source>There is no frame to write.</source>
        <translation>没有可写入的画面。</translation>
    </message>
    <message>
        <source>There is no gap here.</source>
        <translation>这里没有空隙。</translation>
    </message>
    <message>
        <source>There is no keyframe at this time.</source>
        <translation>此时刻没有关键帧。</translation>
    </message>
    <message>
        <source>There is no marker on this frame.</source>
        <translation>此帧上没有标记。</translation>
    </message>
    <message>
        <source>There is no model “{1}”.</source>
        <translation>没有模型“{1}”。</translation>
    </message>
    <message>
        <source>There is no picture track.</source>
        <translation>没有画面轨道。</translation>
    </message>
    <message>
        <source>There is no range to cut.</source>
        <translation>没有可剪切的范围。</translation>
    </message>
    <message>
        <source>There is no room to write “{1}”: it needs about {2}, {3} are free.</source>
        <translation>没有空间写入“{1}”：约需 {2}，可用 {3}。</translation>
    </message>
    <message>
        <source>There is no track there.</source>
        <translation>那里没有轨道。</translation>
    </message>
    <message>
        <source>There is no unlocked {1} track.</source>
        <translation>没有未锁定的{1}轨道。</translation>
    </message>
    <message>
        <source>There is not enough memory for this shot.</source>
        <translation>内存不足以生成此镜头。</translation>
    </message>
    <message>
        <source>There is not enough memory for {1} at this size.</source>
        <translation>内存不足以按此尺寸运行 {1}。</translation>
    </message>
    <message>
        <source>There is not enough memory to {1} “{2}”.</source>
        <translation>内存不足，无法{1}“{2}”。</translation>
    </message>
    <message>
        <source>There is not enough memory.</source>
        <translation>内存不足。</translation>
    </message>
    <message>
        <source>There is nothing to copy.</source>
        <translation>没有可复制的内容。</translation>
    </message>
    <message>
        <source>There is nothing to export in this range.</source>
        <translation>此范围内没有可导出的内容。</translation>
    </message>
    <message>
        <source>There is too little room on the disk: the take needs about {1} MB, {2} MB are free.</source>
        <translation>磁盘空间太少：约需 {1} MB，可用 {2} MB。</translation>
    </message>
    <message>
        <source>These clips are not in a group.</source>
        <translation>这些片段不在编组中。</translation>
    </message>
    <message>
        <source>These clips are too short for a dissolve.</source>
        <translation>这些片段太短，无法叠化。</translation>
    </message>
    <message>
        <source>This Wan model is made for text only.</source>
        <translation>此 Wan 模型只支持文字。</translation>
    </message>
    <message>
        <source>This clip has no sound of its own.</source>
        <translation>此片段自身没有声音。</translation>
    </message>
    <message>
        <source>This clip is a title.</source>
        <translation>此片段是字幕。</translation>
    </message>
    <message>
        <source>This clip is imported footage and cannot be planned again.</source>
        <translation>此片段是导入的素材，不能重新计划。</translation>
    </message>
    <message>
        <source>This clip is imported footage and has no keyframes.</source>
        <translation>此片段是导入的素材，没有关键帧。</translation>
    </message>
    <message>
        <source>This clip is imported footage and has no prompt.</source>
        <translation>此片段是导入的素材，没有提示词。</translation>
    </message>
    <message>
        <source>This clip is imported footage and has no takes.</source>
        <translation>此片段是导入的素材，没有版本。</translation>
    </message>
    <message>
        <source>This clip is imported footage.</source>
        <translation>这个片段是导入的素材。</translation>
    </message>
    <message>
        <source>This clip is not a title.</source>
        <translation>此片段不是字幕。</translation>
    </message>
    <message>
        <source>This clip is sound.</source>
        <translation>此片段是声音。</translation>
    </message>
    <message>
        <source>This clip&apos;s file is not in the film.</source>
        <translation>此片段的文件不在影片中。</translation>
    </message>
    <message>
        <source>This clip&apos;s sound was taken off it already.</source>
        <translation>此片段的声音已经分离。</translation>
    </message>
    <message>
        <source>This clip&apos;s takes are not in the film.</source>
        <translation>此片段的版本不在影片中。</translation>
    </message>
    <message>
        <source>This document defines entities, which no project needs.</source>
        <translation>此文档定义了实体，项目文件不需要它们。</translation>
    </message>
    <message>
        <source>This document is nested too deeply.</source>
        <translation>此文档嵌套过深。</translation>
    </message>
    <message>
        <source>This film was made with a newer version of the studio.</source>
        <translation>此影片由更新版本的程序制作。</translation>
    </message>
    <message>
        <source>This is not a film.</source>
        <translation>这不是影片。</translation>
    </message>
    <message>
        <source>This is not an FCPXML project.</source>
        <translation>这不是 FCPXML 项目。</translation>
    </message>
    <message>
        <source>This is not an OTIO timeline.</source>
        <translation>这不是 OTIO 时间线。</translation>
    </message>
    <message>
        <source>This is not an OTIO timeline: it is not readable JSON.</source>
        <translation>这不是 OTIO 时间线：不是可读的 JSON。</translation>
    </message>
    <message>
        <source>This is not an edit decision list: it has no events.</source>
        <translation>这不是剪辑决定表：没有任何事件。</translation>
    </message>
    <message>
        <source>This is not readable XML.</source>
        <translation>这不是可读的 XML。</translation>
    </message>
    <message>
        <source>This machine has no sound output.</source>
        <translation>这台电脑没有声音输出。</translation>
    </message>
    <message>
        <source>This model needs packages that are not installed: {1}.</source>
        <translation>此模型需要尚未安装的软件包：{1}。</translation>
    </message>
    <message>
        <source>This model was refused: {1}.</source>
        <translation>此模型被拒绝：{1}。</translation>
    </message>
    <message>
        <source>This shot has not been made yet.</source>
        <translation>这个镜头尚未生成。</translation>
    </message>
    <message>
        <source>This shot is being generated already.</source>
        <translation>此镜头已在生成。</translation>
    </message>
    <message>
        <source>This shot is not being made.</source>
        <translation>此镜头没有在生成。</translation>
    </message>
    <message>
        <source>This studio does not know models of the family “{1}”.</source>
        <translation>本程序不认识“{1}”系列的模型。</translation>
    </message>
    <message>
        <source>This take is not whole, so a stretch of it cannot be made anew.</source>
        <translation>此版本不完整，无法部分重做。</translation>
    </message>
    <message>
        <source>This take is still being made.</source>
        <translation>此版本仍在生成。</translation>
    </message>
    <message>
        <source>This timeline is empty.</source>
        <translation>此时间线是空的。</translation>
    </message>
    <message>
        <source>This timeline is nested too deeply.</source>
        <translation>此时间线嵌套过深。</translation>
    </message>
    <message>
        <source>This {1} is larger than {2} MB.</source>
        <translation>此 {1} 超过 {2} MB。</translation>
    </message>
    <message>
        <source>This {1} is not readable text.</source>
        <translation>此 {1} 不是可读的文字。</translation>
    </message>
    <message>
        <source>Timecode counts {1} frames a second, non-drop; set the other program to {2}.</source>
        <translation>时间码按每秒 {1} 帧、不丢帧计算；请把另一程序设为 {2}。</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Track “{1}” holds {2}, and this clip has none.</source>
        <translation>轨道“{1}”只放{2}，此片段没有。</translation>
    </message>
    <message>
        <source>Track “{1}” is locked.</source>
        <translation>轨道“{1}”已锁定。</translation>
    </message>
    <message>
        <source>Trim</source>
        <translation>修剪</translation>
    </message>
    <message>
        <source>Try again, or choose another codec.</source>
        <translation>请重试，或选择其他编码。</translation>
    </message>
    <message>
        <source>Try again; if it happens again, the log has the details.</source>
        <translation>请重试；如果再次发生，详情见日志。</translation>
    </message>
    <message>
        <source>Try again; what happened is written in the log.</source>
        <translation>请重试；详情已写入日志。</translation>
    </message>
    <message>
        <source>Two {1}s have the id {2}.</source>
        <translation>两个{1}的标识都是 {2}。</translation>
    </message>
    <message>
        <source>Undo the last edit.</source>
        <translation>请撤销上一步编辑。</translation>
    </message>
    <message>
        <source>Ungroup</source>
        <translation>取消编组</translation>
    </message>
    <message>
        <source>Unlock it to edit its clips.</source>
        <translation>请解锁后再编辑其片段。</translation>
    </message>
    <message>
        <source>Unlock one, or add a track.</source>
        <translation>请解锁一条，或添加轨道。</translation>
    </message>
    <message>
        <source>Unlock track</source>
        <translation>解锁轨道</translation>
    </message>
    <message>
        <source>Unmute track</source>
        <translation>取消轨道静音</translation>
    </message>
    <message>
        <source>Unsolo track</source>
        <translation>取消独奏轨道</translation>
    </message>
    <message>
        <source>Update it.</source>
        <translation>请更新它。</translation>
    </message>
    <message>
        <source>Update the studio.</source>
        <translation>请更新本程序。</translation>
    </message>
    <message>
        <source>Use Wan 2.2 TI2V-5B or Wan 2.1 VACE.</source>
        <translation>请使用 Wan 2.2 TI2V-5B 或 Wan 2.1 VACE。</translation>
    </message>
    <message>
        <source>Use a GIF, an MP4 or a still picture instead.</source>
        <translation>请改用 GIF、MP4 或静态图片。</translation>
    </message>
    <message>
        <source>Use letters, digits and dashes.</source>
        <translation>请使用字母、数字和短横线。</translation>
    </message>
    <message>
        <source>Use one made by “python -m studio train adapt”.</source>
        <translation>请使用由“python -m studio train adapt”制作的文件。</translation>
    </message>
    <message>
        <source>Use one of {1}.</source>
        <translation>请使用其中之一：{1}。</translation>
    </message>
    <message>
        <source>Use one that was made for this very model.</source>
        <translation>请使用专为此模型制作的文件。</translation>
    </message>
    <message>
        <source>Use the clip&apos;s video, or generate it again.</source>
        <translation>请使用该片段的视频，或重新生成。</translation>
    </message>
    <message>
        <source>Use the clip&apos;s video.</source>
        <translation>请使用该片段的视频。</translation>
    </message>
    <message>
        <source>Use the folder as its makers publish it, with safetensors weights.</source>
        <translation>请使用制作者发布的原样文件夹，其中为 safetensors 权重。</translation>
    </message>
    <message>
        <source>Wait for it, or cancel it first.</source>
        <translation>请等它完成，或先取消它。</translation>
    </message>
    <message>
        <source>Wait for it, or choose another name.</source>
        <translation>请等它完成，或换一个名称。</translation>
    </message>
    <message>
        <source>Wait for them, or cancel them first.</source>
        <translation>请等它们完成，或先取消。</translation>
    </message>
    <message>
        <source>Watercolour</source>
        <translation>水彩</translation>
    </message>
    <message>
        <source>What was copied is not a clip.</source>
        <translation>复制的内容不是片段。</translation>
    </message>
    <message>
        <source>What was finished of it is kept: generate it again and it goes on from there.</source>
        <translation>已完成的部分已保留：重新生成会从那里继续。</translation>
    </message>
    <message>
        <source>What was saved before is kept.</source>
        <translation>之前保存的内容已保留。</translation>
    </message>
    <message>
        <source>What was there before is untouched.</source>
        <translation>原有内容未受影响。</translation>
    </message>
    <message>
        <source>Write it as HOST:PORT.</source>
        <translation>请写成 主机:端口。</translation>
    </message>
    <message>
        <source>Write it as NAME=WEIGHT, a number up to {1}: my-style=0.7.</source>
        <translation>请写成 名称=权重，权重为不超过 {1} 的数：my-style=0.7。</translation>
    </message>
    <message>
        <source>Write it as OWNER/NAME.</source>
        <translation>请写成 所有者/名称。</translation>
    </message>
    <message>
        <source>Write it as hours:minutes:seconds:frames.</source>
        <translation>请写成 时:分:秒:帧。</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>推近</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>拉远</translation>
    </message>
    <message>
        <source>a few layers at a time on the device: slower</source>
        <translation>设备上每次几层：较慢</translation>
    </message>
    <message>
        <source>a few layers at a time, read from disk: slowest</source>
        <translation>每次几层，从磁盘读取：最慢</translation>
    </message>
    <message>
        <source>a finite number</source>
        <translation>有限的数</translation>
    </message>
    <message>
        <source>a fraction such as 24000/1001</source>
        <translation>分数，例如 24000/1001</translation>
    </message>
    <message>
        <source>a group of fields</source>
        <translation>一组字段</translation>
    </message>
    <message>
        <source>a part has the name “{1}”</source>
        <translation>有一部分名为“{1}”</translation>
    </message>
    <message>
        <source>a prompt per window</source>
        <translation>每个窗口一条提示词</translation>
    </message>
    <message>
        <source>a stretch again</source>
        <translation>重做一段</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>action</source>
        <translation>动作</translation>
    </message>
    <message>
        <source>all of it on the device</source>
        <translation>全部放在设备上</translation>
    </message>
    <message>
        <source>asking the language model</source>
        <translation>询问语言模型</translation>
    </message>
    <message>
        <source>asks for {1} = {2}</source>
        <translation>要求 {1} = {2}</translation>
    </message>
    <message>
        <source>at the end</source>
        <translation>结束时</translation>
    </message>
    <message>
        <source>begin with a given picture</source>
        <translation>从给定图片开始</translation>
    </message>
    <message>
        <source>blend</source>
        <translation>融合</translation>
    </message>
    <message>
        <source>camera</source>
        <translation>镜头运动</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>cast pictures</source>
        <translation>角色图片</translation>
    </message>
    <message>
        <source>cast pictures looked at</source>
        <translation>可看的角色图片</translation>
    </message>
    <message>
        <source>change a film</source>
        <translation>改编影片</translation>
    </message>
    <message>
        <source>chunks of {1}</source>
        <translation>每块 {1}</translation>
    </message>
    <message>
        <source>claims a header of {1} bytes, more than there can be</source>
        <translation>声称文件头有 {1} 字节，超过可能的大小</translation>
    </message>
    <message>
        <source>claims {1} entries, more than there can be</source>
        <translation>声称有 {1} 个条目，超过可能的数量</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>company</source>
        <translation>同伴</translation>
    </message>
    <message>
        <source>describes no such network</source>
        <translation>所描述的网络并不存在</translation>
    </message>
    <message>
        <source>describing the clip</source>
        <translation>描述片段</translation>
    </message>
    <message>
        <source>direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>drawing the preview</source>
        <translation>绘制预览</translation>
    </message>
    <message>
        <source>end with a given picture</source>
        <translation>以给定图片结束</translation>
    </message>
    <message>
        <source>ends in the middle of its header</source>
        <translation>在文件头中间就结束了</translation>
    </message>
    <message>
        <source>extend after</source>
        <translation>向后延展</translation>
    </message>
    <message>
        <source>extend before</source>
        <translation>向前延展</translation>
    </message>
    <message>
        <source>fill</source>
        <translation>填补</translation>
    </message>
    <message>
        <source>fill a gap</source>
        <translation>填补空隙</translation>
    </message>
    <message>
        <source>fill what lies between two clips</source>
        <translation>填补两个片段之间</translation>
    </message>
    <message>
        <source>first frame</source>
        <translation>首帧</translation>
    </message>
    <message>
        <source>frame group by frame group, exact</source>
        <translation>逐组解码，精确</translation>
    </message>
    <message>
        <source>frames a second</source>
        <translation>每秒帧数</translation>
    </message>
    <message>
        <source>frames are decoded</source>
        <translation>解码方式</translation>
    </message>
    <message>
        <source>frames sampled at once</source>
        <translation>一次采样的帧数</translation>
    </message>
    <message>
        <source>go on from a clip</source>
        <translation>从片段接续</translation>
    </message>
    <message>
        <source>has a damaged header</source>
        <translation>文件头已损坏</translation>
    </message>
    <message>
        <source>has a header that is larger than it can be</source>
        <translation>文件头大过可能的大小</translation>
    </message>
    <message>
        <source>has a tensor of an unknown kind: {1}</source>
        <translation>含有未知类型的张量：{1}</translation>
    </message>
    <message>
        <source>has a tensor whose size does not fit its shape: {1}</source>
        <translation>有张量的大小与形状不符：{1}</translation>
    </message>
    <message>
        <source>image</source>
        <translation>图片生成</translation>
    </message>
    <message>
        <source>in another window</source>
        <translation>在另一个窗口中</translation>
    </message>
    <message>
        <source>in overlapping windows</source>
        <translation>按重叠窗口</translation>
    </message>
    <message>
        <source>is larger than settings ever are</source>
        <translation>大过设置文件应有的大小</translation>
    </message>
    <message>
        <source>is not a GGUF file</source>
        <translation>不是 GGUF 文件</translation>
    </message>
    <message>
        <source>is not a safetensors file</source>
        <translation>不是 safetensors 文件</translation>
    </message>
    <message>
        <source>is shorter or longer than its header says: it was not downloaded whole</source>
        <translation>比文件头所写的更短或更长：下载不完整</translation>
    </message>
    <message>
        <source>is shorter than its header says: it was not downloaded whole</source>
        <translation>比文件头所写的更短：下载不完整</translation>
    </message>
    <message>
        <source>it cannot be brought from schema {1} to {2}.</source>
        <translation>无法从格式 {1} 升级到 {2}。</translation>
    </message>
    <message>
        <source>it has a part this version does not know: “{1}”.</source>
        <translation>含有此版本不认识的部分：“{1}”。</translation>
    </message>
    <message>
        <source>it has more than {1} files</source>
        <translation>文件超过 {1} 个</translation>
    </message>
    <message>
        <source>it is larger than 64 MB.</source>
        <translation>超过 64 MB。</translation>
    </message>
    <message>
        <source>it is nested too deeply.</source>
        <translation>嵌套过深。</translation>
    </message>
    <message>
        <source>it is not readable JSON.</source>
        <translation>不是可读的 JSON。</translation>
    </message>
    <message>
        <source>its pipeline is code of its own, which is never run</source>
        <translation>其流程是自带代码，绝不会运行</translation>
    </message>
    <message>
        <source>its schema is not a number.</source>
        <translation>其格式号不是数字。</translation>
    </message>
    <message>
        <source>its {1} calls itself “{2}”</source>
        <translation>其 {1} 自称“{2}”</translation>
    </message>
    <message>
        <source>its {1} is not described as it should be</source>
        <translation>其 {1} 的描述不合规范</translation>
    </message>
    <message>
        <source>its {1} is “{2}.{3}”, which is not on the list</source>
        <translation>其 {1} 为“{2}.{3}”，不在允许之列</translation>
    </message>
    <message>
        <source>keeping the new frames</source>
        <translation>保存新画面</translation>
    </message>
    <message>
        <source>keyframes</source>
        <translation>关键帧</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>known frames pinned</source>
        <translation>固定已知画面</translation>
    </message>
    <message>
        <source>last frame</source>
        <translation>尾帧</translation>
    </message>
    <message>
        <source>lead up to a clip</source>
        <translation>引到某个片段</translation>
    </message>
    <message>
        <source>left out: {1}</source>
        <translation>未画出：{1}</translation>
    </message>
    <message>
        <source>left out: {1} more</source>
        <translation>未画出：另外 {1} 处</translation>
    </message>
    <message>
        <source>loading the model</source>
        <translation>正在载入模型</translation>
    </message>
    <message>
        <source>longest take, seconds</source>
        <translation>最长时长（秒）</translation>
    </message>
    <message>
        <source>loop</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>make a single picture</source>
        <translation>生成单张图片</translation>
    </message>
    <message>
        <source>make a stretch of a take anew</source>
        <translation>重做版本中的一段</translation>
    </message>
    <message>
        <source>make part of a picture anew</source>
        <translation>重做画面的一部分</translation>
    </message>
    <message>
        <source>mixing the sound</source>
        <translation>混合声音</translation>
    </message>
    <message>
        <source>never tried on real weights</source>
        <translation>从未在真实权重上试过</translation>
    </message>
    <message>
        <source>no {1}: drawn as {2}</source>
        <translation>没有 {1}：画成 {2}</translation>
    </message>
    <message>
        <source>no {1}: drawn {2}</source>
        <translation>没有 {1}：画成 {2}</translation>
    </message>
    <message>
        <source>on {1}</source>
        <translation>在 {1} 上</translation>
    </message>
    <message>
        <source>one of </source>
        <translation>以下之一：</translation>
    </message>
    <message>
        <source>one part at a time on the device</source>
        <translation>设备上每次一个部分</translation>
    </message>
    <message>
        <source>one part at a time, the transformer in 4 bits by bitsandbytes (untried on a GPU)</source>
        <translation>每次一个部分，变换器由 bitsandbytes 压到 4 位（未在显卡上试过）</translation>
    </message>
    <message>
        <source>one part at a time, the transformer in 8 bits by torchao (untried on a GPU)</source>
        <translation>每次一个部分，变换器由 torchao 压到 8 位（未在显卡上试过）</translation>
    </message>
    <message>
        <source>one part at a time, the transformer kept in 8 bits</source>
        <translation>设备上每次一个部分，变换器为 8 位</translation>
    </message>
    <message>
        <source>open weights</source>
        <translation>开放权重模型</translation>
    </message>
    <message>
        <source>opened</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>part of a picture</source>
        <translation>画面局部</translation>
    </message>
    <message>
        <source>pass through given pictures</source>
        <translation>经过给定图片</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>图片生成</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>re-cut</source>
        <translation>重剪</translation>
    </message>
    <message>
        <source>read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>reading a prompt</source>
        <translation>理解提示词</translation>
    </message>
    <message>
        <source>reading what is known</source>
        <translation>正在读取已知画面</translation>
    </message>
    <message>
        <source>redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>remix</source>
        <translation>改编</translation>
    </message>
    <message>
        <source>shot</source>
        <translation>景别</translation>
    </message>
    <message>
        <source>sides are multiples of</source>
        <translation>边长须为其倍数</translation>
    </message>
    <message>
        <source>single picture</source>
        <translation>单张图片</translation>
    </message>
    <message>
        <source>sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>storyboard</source>
        <translation>分镜</translation>
    </message>
    <message>
        <source>style</source>
        <translation>风格</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文字生成</translation>
    </message>
    <message>
        <source>the processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>是或否</translation>
    </message>
    <message>
        <source>use LoRA files</source>
        <translation>使用 LoRA 文件</translation>
    </message>
    <message>
        <source>weather</source>
        <translation>天气</translation>
    </message>
    <message>
        <source>working in the background</source>
        <translation>后台处理</translation>
    </message>
    <message>
        <source>{1} are only a note in the file: other programs will not see them.</source>
        <translation>{1}只作为文件中的备注：其他程序看不到。</translation>
    </message>
    <message>
        <source>{1} can&apos;t be written on this machine.</source>
        <translation>这台电脑无法写入 {1}。</translation>
    </message>
    <message>
        <source>{1} cannot be written: {2}.</source>
        <translation>{1} 无法写入：{2}。</translation>
    </message>
    <message>
        <source>{1} cannot look at pictures of the cast; it reads their descriptions.</source>
        <translation>{1} 不能看角色图片，只读其描述。</translation>
    </message>
    <message>
        <source>{1} cannot {2}.</source>
        <translation>{1} 不能{2}。</translation>
    </message>
    <message>
        <source>{1} cast pictures</source>
        <translation>{1} 张角色图片</translation>
    </message>
    <message>
        <source>{1} changes films of up to {2} frames.</source>
        <translation>{1} 可改编最多 {2} 帧的影片。</translation>
    </message>
    <message>
        <source>{1} clip colours</source>
        <translation>{1} 个片段颜色</translation>
    </message>
    <message>
        <source>{1} clips have an impossible place or length and were left out.</source>
        <translation>{1} 个片段的位置或长度不合理，已略去。</translation>
    </message>
    <message>
        <source>{1} clips lay on tracks of another kind and were left out.</source>
        <translation>{1} 个片段位于另一类轨道上，已略去。</translation>
    </message>
    <message>
        <source>{1} clips lay over others of their track and were cut back.</source>
        <translation>{1} 个片段与同轨道的其他片段重叠，已被截短。</translation>
    </message>
    <message>
        <source>{1} clips name no file; they are planned shots with their names as prompts.</source>
        <translation>{1} 个片段没有指明文件，已成为计划镜头，其名称作为提示词。</translation>
    </message>
    <message>
        <source>{1} clips ran backwards, stood still or had an impossible speed; they now run forwards.</source>
        <translation>{1} 个片段倒放、静止或速度不合理，现改为正常播放。</translation>
    </message>
    <message>
        <source>{1} clips that were switched off were left out.</source>
        <translation>{1} 个被停用的片段已略去。</translation>
    </message>
    <message>
        <source>{1} clips with fades</source>
        <translation>{1} 个带淡入淡出的片段</translation>
    </message>
    <message>
        <source>{1} clips with their own loudness</source>
        <translation>{1} 个单独设了音量的片段</translation>
    </message>
    <message>
        <source>{1} clips with their own speed</source>
        <translation>{1} 个单独设了速度的片段</translation>
    </message>
    <message>
        <source>{1} dissolves</source>
        <translation>{1} 处叠化</translation>
    </message>
    <message>
        <source>{1} effects were left out.</source>
        <translation>{1} 个效果已略去。</translation>
    </message>
    <message>
        <source>{1} file(s) are missing from the film&apos;s folder, and so from the bundle.</source>
        <translation>影片文件夹中缺少 {1} 个文件，打包文件里也没有。</translation>
    </message>
    <message>
        <source>{1} file(s) are not where the timeline says: {2}.</source>
        <translation>{1} 个文件不在时间线所说的位置：{2}。</translation>
    </message>
    <message>
        <source>{1} file(s) of this film are missing: {2}.</source>
        <translation>本影片缺失 {1} 个文件：{2}。</translation>
    </message>
    <message>
        <source>{1} file(s) outside the film&apos;s folder are named in the bundle, not packed into it.</source>
        <translation>影片文件夹之外的 {1} 个文件只在打包文件中列出，没有打包。</translation>
    </message>
    <message>
        <source>{1} files are not videos, pictures or sounds by their names and are shown as missing.</source>
        <translation>{1} 个文件从名称看不是视频、图片或声音，显示为缺失。</translation>
    </message>
    <message>
        <source>{1} files have names the studio cannot use and are shown as missing.</source>
        <translation>{1} 个文件的名称无法使用，显示为缺失。</translation>
    </message>
    <message>
        <source>{1} files lie on other machines and are shown as missing.</source>
        <translation>{1} 个文件在其他电脑上，显示为缺失。</translation>
    </message>
    <message>
        <source>{1} files lie outside the timeline&apos;s folder and are shown as missing.</source>
        <translation>{1} 个文件在时间线文件夹之外，显示为缺失。</translation>
    </message>
    <message>
        <source>{1} generated shots came in as footage; their prompts are their clips&apos; names.</source>
        <translation>{1} 个生成的镜头作为素材导入，提示词即其片段名。</translation>
    </message>
    <message>
        <source>{1} groups of clips</source>
        <translation>{1} 个片段编组</translation>
    </message>
    <message>
        <source>{1} has a field this version does not know: “{2}”.</source>
        <translation>{1} 有此版本不认识的字段：“{2}”。</translation>
    </message>
    <message>
        <source>{1} holds another scale.</source>
        <translation>{1} 是另一种倍数。</translation>
    </message>
    <message>
        <source>{1} holds text that is not valid Unicode.</source>
        <translation>{1} 含有无效的 Unicode 文字。</translation>
    </message>
    <message>
        <source>{1} in and out points</source>
        <translation>{1} 个入点和出点</translation>
    </message>
    <message>
        <source>{1} is a good start.</source>
        <translation>{1} 是不错的起点。</translation>
    </message>
    <message>
        <source>{1} is only a note in the file: other programs will not see it.</source>
        <translation>{1}只作为文件中的备注：其他程序看不到。</translation>
    </message>
    <message>
        <source>{1} keyframes</source>
        <translation>{1} 个关键帧</translation>
    </message>
    <message>
        <source>{1} lacks the field “{2}”.</source>
        <translation>{1} 缺少字段“{2}”。</translation>
    </message>
    <message>
        <source>{1} locked or soloed tracks</source>
        <translation>{1} 条锁定或独奏的轨道</translation>
    </message>
    <message>
        <source>{1} looks</source>
        <translation>{1} 个风格</translation>
    </message>
    <message>
        <source>{1} looks at {2} pictures of the cast at most; the first ones count.</source>
        <translation>{1} 最多看 {2} 张角色图片，以最前面的为准。</translation>
    </message>
    <message>
        <source>{1} makes takes of up to {2} seconds.</source>
        <translation>{1} 一次最多生成 {2} 秒。</translation>
    </message>
    <message>
        <source>{1} makes {2} frames a second, not {3}.</source>
        <translation>{1} 每秒生成 {2} 帧，不是 {3} 帧。</translation>
    </message>
    <message>
        <source>{1} marker(s) after the last clip stay behind: FCPXML puts markers on clips.</source>
        <translation>最后一个片段之后的 {1} 个标记未带过去：FCPXML 的标记在片段上。</translation>
    </message>
    <message>
        <source>{1} markers</source>
        <translation>{1} 个标记</translation>
    </message>
    <message>
        <source>{1} markers could not be placed.</source>
        <translation>{1} 个标记无法放置。</translation>
    </message>
    <message>
        <source>{1} members of the cast</source>
        <translation>{1} 个角色</translation>
    </message>
    <message>
        <source>{1} must be a multiple of 16 in {2}..{3}, not {4}.</source>
        <translation>{1} 必须是 {2} 到 {3} 之间 16 的倍数，不能是 {4}。</translation>
    </message>
    <message>
        <source>{1} muted tracks</source>
        <translation>{1} 条静音轨道</translation>
    </message>
    <message>
        <source>{1} needs sides that are multiples of {2}, not {3}×{4}.</source>
        <translation>{1} 要求边长为 {2} 的倍数，不能是 {3}×{4}。</translation>
    </message>
    <message>
        <source>{1} nested sequences were left out; their places are empty.</source>
        <translation>{1} 个嵌套序列已略去，其位置留空。</translation>
    </message>
    <message>
        <source>{1} of {2}</source>
        <translation>{2} 个中的 {1} 个</translation>
    </message>
    <message>
        <source>{1} planned shots</source>
        <translation>{1} 个计划镜头</translation>
    </message>
    <message>
        <source>{1} prompts</source>
        <translation>{1} 条提示词</translation>
    </message>
    <message>
        <source>{1} reads no pictures.</source>
        <translation>{1} 不能看图。</translation>
    </message>
    <message>
        <source>{1} reads one prompt for a take, so the prompts are joined.</source>
        <translation>{1} 一次只读一条提示词，因此各条已合并。</translation>
    </message>
    <message>
        <source>{1} should be {2}, not {3}.</source>
        <translation>{1} 应为{2}，不能是{3}。</translation>
    </message>
    <message>
        <source>{1} sound clips name no file and were left out.</source>
        <translation>{1} 个声音片段没有指明文件，已略去。</translation>
    </message>
    <message>
        <source>{1} stay behind: {2} cannot carry them.</source>
        <translation>{1}未带过去：{2} 无法容纳。</translation>
    </message>
    <message>
        <source>{1} stays behind: {2} cannot carry it.</source>
        <translation>{1}未带过去：{2} 无法容纳。</translation>
    </message>
    <message>
        <source>{1} takes that are not shown</source>
        <translation>{1} 个未使用的版本</translation>
    </message>
    <message>
        <source>{1} titles</source>
        <translation>{1} 个字幕</translation>
    </message>
    <message>
        <source>{1} track names</source>
        <translation>{1} 个轨道名称</translation>
    </message>
    <message>
        <source>{1} transitions became cuts.</source>
        <translation>{1} 个转场已变为硬切。</translation>
    </message>
    <message>
        <source>{1} uses a file or take that is not in the film.</source>
        <translation>{1} 使用的文件或版本不在影片中。</translation>
    </message>
    <message>
        <source>{1} uses a frame past the end of its source.</source>
        <translation>{1} 使用的帧超出源的结尾。</translation>
    </message>
    <message>
        <source>{1}, about {2} there and {3} of main memory</source>
        <translation>{1}，设备约 {2}，主内存约 {3}</translation>
    </message>
    <message>
        <source>{1}: @{2} has neither a description nor a picture.</source>
        <translation>{1}：@{2} 既没有描述也没有图片。</translation>
    </message>
    <message>
        <source>{1}: never tried on real weights of {2}.</source>
        <translation>{1}：从未在 {2} 的真实权重上试过。</translation>
    </message>
    <message>
        <source>{1}: prompt is missing.</source>
        <translation>{1}：缺少提示词。</translation>
    </message>
    <message>
        <source>{1}: prompt names @{2}, who is not in the cast.</source>
        <translation>{1}：提示词中的 @{2} 不在角色表中。</translation>
    </message>
    <message>
        <source>“{1}” already exists.</source>
        <translation>“{1}”已存在。</translation>
    </message>
    <message>
        <source>“{1}” asks for its licence to be accepted first.</source>
        <translation>“{1}”要求先接受其许可证。</translation>
    </message>
    <message>
        <source>“{1}” asks for more than its weights need: {2}.</source>
        <translation>“{1}”要求的超出了其权重所需：{2}。</translation>
    </message>
    <message>
        <source>“{1}” can&apos;t be read.</source>
        <translation>“{1}”无法读取。</translation>
    </message>
    <message>
        <source>“{1}” can&apos;t be read: it is cut short, damaged or not a media file.</source>
        <translation>“{1}”无法读取：文件不完整、已损坏或不是媒体文件。</translation>
    </message>
    <message>
        <source>“{1}” can&apos;t be written to.</source>
        <translation>“{1}”无法写入。</translation>
    </message>
    <message>
        <source>“{1}” can&apos;t be written: {2}.</source>
        <translation>“{1}”无法写入：{2}。</translation>
    </message>
    <message>
        <source>“{1}” can&apos;t be {2}: it is damaged or not a media file.</source>
        <translation>“{1}”无法{2}：已损坏或不是媒体文件。</translation>
    </message>
    <message>
        <source>“{1}” cannot be a model&apos;s name.</source>
        <translation>“{1}”不能用作模型名称。</translation>
    </message>
    <message>
        <source>“{1}” cannot be read.</source>
        <translation>“{1}”无法读取。</translation>
    </message>
    <message>
        <source>“{1}” cannot be used: {2}.</source>
        <translation>“{1}”无法使用：{2}。</translation>
    </message>
    <message>
        <source>“{1}” could not be read or written: {2}.</source>
        <translation>“{1}”无法读写：{2}。</translation>
    </message>
    <message>
        <source>“{1}” does not end like a timeline.</source>
        <translation>“{1}”的扩展名不是时间线。</translation>
    </message>
    <message>
        <source>“{1}” does not fit this model.</source>
        <translation>“{1}”与此模型不符。</translation>
    </message>
    <message>
        <source>“{1}” has another picture size than this shot.</source>
        <translation>“{1}”的画面尺寸与此镜头不同。</translation>
    </message>
    <message>
        <source>“{1}” has no frame that can be decoded.</source>
        <translation>“{1}”没有可解码的画面。</translation>
    </message>
    <message>
        <source>“{1}” has no safetensors weights.</source>
        <translation>“{1}”没有 safetensors 权重。</translation>
    </message>
    <message>
        <source>“{1}” has no sound.</source>
        <translation>“{1}”没有声音。</translation>
    </message>
    <message>
        <source>“{1}” has {2} blocks and the folder beside it {3}, so they do not belong together.</source>
        <translation>“{1}”有 {2} 个模块，旁边的文件夹有 {3} 个，两者不配套。</translation>
    </message>
    <message>
        <source>“{1}” has {2} frames a second already.</source>
        <translation>“{1}”已经是每秒 {2} 帧。</translation>
    </message>
    <message>
        <source>“{1}” holds more than {2} files.</source>
        <translation>“{1}”含有超过 {2} 个文件。</translation>
    </message>
    <message>
        <source>“{1}” holds neither pictures nor sound.</source>
        <translation>“{1}”既没有画面也没有声音。</translation>
    </message>
    <message>
        <source>“{1}” holds no timeline.</source>
        <translation>“{1}”中没有时间线。</translation>
    </message>
    <message>
        <source>“{1}” holds no video.</source>
        <translation>“{1}”中没有视频。</translation>
    </message>
    <message>
        <source>“{1}” in the list is not a timecode.</source>
        <translation>列表中的“{1}”不是时间码。</translation>
    </message>
    <message>
        <source>“{1}” in “{2}” is not what it claims to be.</source>
        <translation>“{2}”中的“{1}”名不副实。</translation>
    </message>
    <message>
        <source>“{1}” is a damaged picture.</source>
        <translation>“{1}”是损坏的图片。</translation>
    </message>
    <message>
        <source>“{1}” is a folder.</source>
        <translation>“{1}”是文件夹。</translation>
    </message>
    <message>
        <source>“{1}” is a kind of file the studio does not open.</source>
        <translation>本程序不打开“{1}”这类文件。</translation>
    </message>
    <message>
        <source>“{1}” is a link that leads out of the film&apos;s folder.</source>
        <translation>“{1}”是通向影片文件夹之外的链接。</translation>
    </message>
    <message>
        <source>“{1}” is already in the film.</source>
        <translation>“{1}”已在影片中。</translation>
    </message>
    <message>
        <source>“{1}” is already open {2}.</source>
        <translation>“{1}”已{2}打开。</translation>
    </message>
    <message>
        <source>“{1}” is an animated WebP, which is not read yet.</source>
        <translation>“{1}”是动态 WebP，暂不支持读取。</translation>
    </message>
    <message>
        <source>“{1}” is being made already.</source>
        <translation>“{1}”已在制作。</translation>
    </message>
    <message>
        <source>“{1}” is damaged or not a bundle.</source>
        <translation>“{1}”已损坏或不是打包文件。</translation>
    </message>
    <message>
        <source>“{1}” is damaged.</source>
        <translation>“{1}”已损坏。</translation>
    </message>
    <message>
        <source>“{1}” is empty.</source>
        <translation>“{1}”是空的。</translation>
    </message>
    <message>
        <source>“{1}” is larger than {2} MB, more than any film needs.</source>
        <translation>“{1}”超过 {2} MB，没有影片需要这么大。</translation>
    </message>
    <message>
        <source>“{1}” is missing from {2}.</source>
        <translation>{2} 中缺少“{1}”。</translation>
    </message>
    <message>
        <source>“{1}” is missing.</source>
        <translation>“{1}”不见了。</translation>
    </message>
    <message>
        <source>“{1}” is no LoRA file.</source>
        <translation>“{1}”不是 LoRA 文件。</translation>
    </message>
    <message>
        <source>“{1}” is no address of a Ray cluster.</source>
        <translation>“{1}”不是 Ray 集群的地址。</translation>
    </message>
    <message>
        <source>“{1}” is no look with a weight.</source>
        <translation>“{1}”不是带权重的风格。</translation>
    </message>
    <message>
        <source>“{1}” is no model the studio knows.</source>
        <translation>“{1}”不是本程序认识的模型。</translation>
    </message>
    <message>
        <source>“{1}” is no order of windows.</source>
        <translation>“{1}”不是窗口的排列顺序。</translation>
    </message>
    <message>
        <source>“{1}” is no safetensors file.</source>
        <translation>“{1}”不是 safetensors 文件。</translation>
    </message>
    <message>
        <source>“{1}” is not a file.</source>
        <translation>“{1}”不是文件。</translation>
    </message>
    <message>
        <source>“{1}” is not a film.</source>
        <translation>“{1}”不是影片。</translation>
    </message>
    <message>
        <source>“{1}” is not a folder the studio can use as it is.</source>
        <translation>本程序无法直接使用文件夹“{1}”。</translation>
    </message>
    <message>
        <source>“{1}” is not a folder.</source>
        <translation>“{1}”不是文件夹。</translation>
    </message>
    <message>
        <source>“{1}” is not a model&apos;s name.</source>
        <translation>“{1}”不是模型名称。</translation>
    </message>
    <message>
        <source>“{1}” is not a picture.</source>
        <translation>“{1}”不是图片。</translation>
    </message>
    <message>
        <source>“{1}” is not a shape.</source>
        <translation>“{1}”不是画幅。</translation>
    </message>
    <message>
        <source>“{1}” is not a timecode.</source>
        <translation>“{1}”不是时间码。</translation>
    </message>
    <message>
        <source>“{1}” is not a usable path.</source>
        <translation>“{1}”不是可用的路径。</translation>
    </message>
    <message>
        <source>“{1}” is not an ordinary file.</source>
        <translation>“{1}”不是普通文件。</translation>
    </message>
    <message>
        <source>“{1}” is not there.</source>
        <translation>“{1}”不在那里。</translation>
    </message>
    <message>
        <source>“{1}” is of a kind that cannot hold Content Credentials.</source>
        <translation>“{1}”这类文件无法存放内容凭证。</translation>
    </message>
    <message>
        <source>“{1}” is only a part of a model.</source>
        <translation>“{1}”只是模型的一部分。</translation>
    </message>
    <message>
        <source>“{1}” is part of this film.</source>
        <translation>“{1}”是本影片的一部分。</translation>
    </message>
    <message>
        <source>“{1}” is sound only.</source>
        <translation>“{1}”只有声音。</translation>
    </message>
    <message>
        <source>“{1}” is still used.</source>
        <translation>“{1}”仍在使用。</translation>
    </message>
    <message>
        <source>“{1}” is too large to be opened as a picture.</source>
        <translation>“{1}”太大，无法作为图片打开。</translation>
    </message>
    <message>
        <source>“{1}” is {2} × {3}, more than the studio decodes.</source>
        <translation>“{1}”为 {2} × {3}，超过本程序的解码能力。</translation>
    </message>
    <message>
        <source>“{1}” is {2} × {3}, {4} million pixels; the studio opens up to {5}.</source>
        <translation>“{1}”为 {2} × {3}，共 {4} 百万像素；本程序最多打开 {5} 百万。</translation>
    </message>
    <message>
        <source>“{1}” is {2} × {3}; there is nothing to see in it.</source>
        <translation>“{1}”为 {2} × {3}，没有内容可看。</translation>
    </message>
    <message>
        <source>“{1}” may not be read or written.</source>
        <translation>“{1}”没有读写权限。</translation>
    </message>
    <message>
        <source>“{1}” may not be {2}.</source>
        <translation>“{1}”没有{2}权限。</translation>
    </message>
    <message>
        <source>“{1}” needs parts of this model.</source>
        <translation>“{1}”需要此模型的部分内容。</translation>
    </message>
    <message>
        <source>“{1}” was made by another model.</source>
        <translation>“{1}”由其他模型生成。</translation>
    </message>
    <message>
        <source>“{1}” was made for a model of another size.</source>
        <translation>“{1}”是为其他尺寸的模型制作的。</translation>
    </message>
    <message>
        <source>“{1}” was made for a model of another size: {2} is {3}×{4} here.</source>
        <translation>“{1}”是为其他尺寸的模型制作的：这里的 {2} 为 {3}×{4}。</translation>
    </message>
    <message>
        <source>“{1}” was made for a model that sees pictures in another way.</source>
        <translation>“{1}”是为以另一种方式看图的模型制作的。</translation>
    </message>
    <message>
        <source>“{1}” was made for another model: this one has no “{2}”.</source>
        <translation>“{1}”是为其他模型制作的：此模型没有“{2}”。</translation>
    </message>
    <message>
        <source>“{1}” was made on earlier weights of the model; if it looks weak, teach it again.</source>
        <translation>“{1}”用模型的旧权重制作；如果效果弱，请重新教它。</translation>
    </message>
    <message>
        <source>“{1}” was not made for the bundled model.</source>
        <translation>“{1}”不是为自带模型制作的。</translation>
    </message>
    <message>
        <source>“{1}” was written but reads back as {2} frames of {3} × {4} instead of {5} of {6} × {7}.</source>
        <translation>“{1}”已写入，但读回为 {3} × {4} 的 {2} 帧，而不是 {6} × {7} 的 {5} 帧。</translation>
    </message>
</context>
<context>
    <name>ShotPanel</name>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>1 take</source>
        <translation>1 个版本</translation>
    </message>
    <message>
        <source>Another seed</source>
        <translation>换一个种子</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Describe a new shot</source>
        <translation>描述一个新镜头</translation>
    </message>
    <message>
        <source>Describe a new shot.</source>
        <translation>请描述一个新镜头。</translation>
    </message>
    <message>
        <source>Double-click the title on the timeline to change its words.</source>
        <translation>双击时间线上的字幕即可修改文字。</translation>
    </message>
    <message>
        <source>Drag the clip&apos;s edge on the timeline to trim or extend it.</source>
        <translation>在时间线上拖动片段边缘可修剪或延展。</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>引导强度</translation>
    </message>
    <message>
        <source>Keep one seed; open: a new one for each take</source>
        <translation>固定种子；打开则每个版本用新种子</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>More…</source>
        <translation>更多…</translation>
    </message>
    <message>
        <source>Move the playhead onto a clip.</source>
        <translation>请把播放头移到某个片段上。</translation>
    </message>
    <message>
        <source>New shot</source>
        <translation>新镜头</translation>
    </message>
    <message>
        <source>Pictures to pass through</source>
        <translation>要经过的图片</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Right-click the clip to extend it, loop it, or blend it with the next one.</source>
        <translation>右键点击片段可延展、循环，或与下一个融合。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>画幅</translation>
    </message>
    <message>
        <source>Shot</source>
        <translation>镜头</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>There is no picture under the playhead.</source>
        <translation>播放头下没有画面。</translation>
    </message>
    <message>
        <source>There is no shot to generate.</source>
        <translation>没有可生成的镜头。</translation>
    </message>
    <message>
        <source>This clip is imported footage.</source>
        <translation>这个片段是导入的素材。</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>What should be seen?

A red cat walks through a snowy forest at sunset, slow pan to the left</source>
        <translation>要看到什么画面？

一只红猫在夕阳下走过积雪的森林，镜头缓缓向左摇</translation>
    </message>
    <message>
        <source>Write a prompt, or select a shot on the timeline.</source>
        <translation>请写提示词，或在时间线上选择一个镜头。</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>bundled</source>
        <translation>自带</translation>
    </message>
    <message>
        <source>footage</source>
        <translation>素材</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>已计划</translation>
    </message>
    <message>
        <source>{name}: not installed</source>
        <translation>{name}：未安装</translation>
    </message>
    <message>
        <source>{n} takes</source>
        <translation>{n} 个版本</translation>
    </message>
</context>
<context>
    <name>StoryboardPanel</name>
    <message>
        <source>1 card</source>
        <translation>1 张分镜卡</translation>
    </message>
    <message>
        <source>Add card</source>
        <translation>添加分镜卡</translation>
    </message>
    <message>
        <source>Add the first card</source>
        <translation>添加第一张分镜卡</translation>
    </message>
    <message>
        <source>Each card is a shot: what is seen, how long, how it is filmed. Write @name for your cast.</source>
        <translation>每张分镜卡是一个镜头：看到什么、多长、怎样拍。写 @名字 引用角色。</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>风格</translation>
    </message>
    <message>
        <source>Look of the whole film</source>
        <translation>整部影片的风格</translation>
    </message>
    <message>
        <source>Make every card that is new or has changed</source>
        <translation>生成所有新增或改动过的分镜卡</translation>
    </message>
    <message>
        <source>No look</source>
        <translation>不设风格</translation>
    </message>
    <message>
        <source>Render film</source>
        <translation>生成整片</translation>
    </message>
    <message>
        <source>Tell the film in cards</source>
        <translation>用分镜卡讲故事</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已改动</translation>
    </message>
    <message>
        <source>in the queue</source>
        <translation>在队列中</translation>
    </message>
    <message>
        <source>made</source>
        <translation>已生成</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>to make</source>
        <translation>待生成</translation>
    </message>
    <message>
        <source>{cards}  ·  {seconds} s  ·  {due} to make</source>
        <translation>{cards}  ·  {seconds} 秒  ·  {due} 张待生成</translation>
    </message>
    <message>
        <source>{n} cards</source>
        <translation>{n} 张分镜卡</translation>
    </message>
</context>
<context>
    <name>TakesPanel</name>
    <message>
        <source>  ·  in the film</source>
        <translation>  ·  影片中使用</translation>
    </message>
    <message>
        <source>(no prompt)</source>
        <translation>（无提示词）</translation>
    </message>
    <message>
        <source>Each time you generate a shot, its take appears here. Point at one to compare, then choose.</source>
        <translation>每次生成镜头，新版本都会出现在这里。指向一个版本进行对比，再作选择。</translation>
    </message>
    <message>
        <source>No takes of this shot</source>
        <translation>这个镜头还没有版本</translation>
    </message>
    <message>
        <source>Read as: {text}</source>
        <translation>模型读到：{text}</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Seed {seed} · model {model}</source>
        <translation>种子 {seed} · 模型 {model}</translation>
    </message>
    <message>
        <source>Stopped early: what existed was kept.</source>
        <translation>提前停止：已保留已有部分。</translation>
    </message>
    <message>
        <source>Take {number}</source>
        <translation>版本 {number}</translation>
    </message>
    <message>
        <source>Use this take</source>
        <translation>使用此版本</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{verb} · {width} × {height} · {steps} steps · guidance {guidance}</source>
        <translation>{verb} · {width} × {height} · {steps} 步 · 引导 {guidance}</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>1 clip</source>
        <translation>1 个片段</translation>
    </message>
    <message>
        <source>1 frame</source>
        <translation>1 帧</translation>
    </message>
    <message>
        <source>Add marker</source>
        <translation>添加标记</translation>
    </message>
    <message>
        <source>Add picture track</source>
        <translation>添加画面轨道</translation>
    </message>
    <message>
        <source>Add sound track</source>
        <translation>添加声音轨道</translation>
    </message>
    <message>
        <source>Amber</source>
        <translation>琥珀色</translation>
    </message>
    <message>
        <source>Blade</source>
        <translation>剃刀</translation>
    </message>
    <message>
        <source>Blend with next</source>
        <translation>与下一个融合</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>Cast member…</source>
        <translation>角色…</translation>
    </message>
    <message>
        <source>Clear in and out</source>
        <translation>清除入点和出点</translation>
    </message>
    <message>
        <source>Click a clip on the timeline first.</source>
        <translation>请先在时间线上点选一个片段。</translation>
    </message>
    <message>
        <source>Click a clip on the track first.</source>
        <translation>请先在轨道上点选一个片段。</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Clip “{}”, {}, {}, track {}</source>
        <translation>片段“{}”，{}，{}，轨道 {}</translation>
    </message>
    <message>
        <source>Close a gap first.</source>
        <translation>请先闭合一处空隙。</translation>
    </message>
    <message>
        <source>Close all gaps</source>
        <translation>闭合所有空隙</translation>
    </message>
    <message>
        <source>Close all gaps of this track</source>
        <translation>闭合此轨道的所有空隙</translation>
    </message>
    <message>
        <source>Close gap</source>
        <translation>闭合空隙</translation>
    </message>
    <message>
        <source>Close gap before</source>
        <translation>闭合前面的空隙</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete and close gap</source>
        <translation>删除并闭合空隙</translation>
    </message>
    <message>
        <source>Describe this shot</source>
        <translation>描述这个镜头</translation>
    </message>
    <message>
        <source>Describe…</source>
        <translation>描述…</translation>
    </message>
    <message>
        <source>Detach sound</source>
        <translation>分离声音</translation>
    </message>
    <message>
        <source>Dissolve</source>
        <translation>叠化</translation>
    </message>
    <message>
        <source>Dissolve from previous</source>
        <translation>从上一个叠化</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Edit prompt</source>
        <translation>编辑提示词</translation>
    </message>
    <message>
        <source>Edit title…</source>
        <translation>编辑字幕…</translation>
    </message>
    <message>
        <source>Extend after</source>
        <translation>向后延展</translation>
    </message>
    <message>
        <source>Extend before</source>
        <translation>向前延展</translation>
    </message>
    <message>
        <source>Fade in</source>
        <translation>淡入</translation>
    </message>
    <message>
        <source>Fade out</source>
        <translation>淡出</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填补</translation>
    </message>
    <message>
        <source>Fill with motion</source>
        <translation>用动态填补</translation>
    </message>
    <message>
        <source>First frame of a new shot</source>
        <translation>新镜头的首帧</translation>
    </message>
    <message>
        <source>First frame of the next shot</source>
        <translation>下一个镜头的首帧</translation>
    </message>
    <message>
        <source>First frame of this shot</source>
        <translation>这个镜头的首帧</translation>
    </message>
    <message>
        <source>Gap, {}, track {}. Fill with motion</source>
        <translation>空隙，{}，轨道 {}。用动态填补</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Generate +{}</source>
        <translation>生成 +{}</translation>
    </message>
    <message>
        <source>Generate another take</source>
        <translation>再生成一个版本</translation>
    </message>
    <message>
        <source>Go back to here</source>
        <translation>退回到这里</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>编组</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>插入</translation>
    </message>
    <message>
        <source>Keyframe at {}</source>
        <translation>{} 处的关键帧</translation>
    </message>
    <message>
        <source>Last frame or keyframe of a shot…</source>
        <translation>某个镜头的尾帧或关键帧…</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>M</source>
        <translation>M</translation>
    </message>
    <message>
        <source>Many pasts, one ending…</source>
        <translation>多种开端，同一结尾…</translation>
    </message>
    <message>
        <source>Marker “{}”, {}</source>
        <translation>标记“{}”，{}</translation>
    </message>
    <message>
        <source>Marker, {}</source>
        <translation>标记，{}</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>New shot from this picture</source>
        <translation>用这张图片新建镜头</translation>
    </message>
    <message>
        <source>New shot here</source>
        <translation>在此新建镜头</translation>
    </message>
    <message>
        <source>No clip follows this one.</source>
        <translation>这个片段后面没有别的片段。</translation>
    </message>
    <message>
        <source>No clip is selected.</source>
        <translation>没有选中片段。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>其他…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Picture in the bin</source>
        <translation>素材箱中的图片</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>已计划</translation>
    </message>
    <message>
        <source>Playhead, {}</source>
        <translation>播放头，{}</translation>
    </message>
    <message>
        <source>Put another clip after it first.</source>
        <translation>请先在它后面放一个片段。</translation>
    </message>
    <message>
        <source>Put the playhead between two clips first.</source>
        <translation>请先把播放头放到两个片段之间。</translation>
    </message>
    <message>
        <source>Re-cut…</source>
        <translation>重剪…</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>Remix…</source>
        <translation>改编…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove marker</source>
        <translation>移除标记</translation>
    </message>
    <message>
        <source>Remove track</source>
        <translation>移除轨道</translation>
    </message>
    <message>
        <source>Rename marker…</source>
        <translation>重命名标记…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>S</source>
        <translation>S</translation>
    </message>
    <message>
        <source>Selected: {}.</source>
        <translation>已选中：{}。</translation>
    </message>
    <message>
        <source>Set in point</source>
        <translation>设置入点</translation>
    </message>
    <message>
        <source>Set out point</source>
        <translation>设置出点</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>内滑</translation>
    </message>
    <message>
        <source>Slip</source>
        <translation>外滑</translation>
    </message>
    <message>
        <source>Solo</source>
        <translation>独奏</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Split here</source>
        <translation>在此切开</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>There is no clip under the playhead.</source>
        <translation>播放头下没有片段。</translation>
    </message>
    <message>
        <source>There is no cut where two clips touch.</source>
        <translation>没有两个片段相接的剪切点。</translation>
    </message>
    <message>
        <source>There is no gap under the playhead.</source>
        <translation>播放头下没有空隙。</translation>
    </message>
    <message>
        <source>There is no track for this</source>
        <translation>没有适合它的轨道</translation>
    </message>
    <message>
        <source>This track is locked</source>
        <translation>此轨道已锁定</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Title here</source>
        <translation>在此添加字幕</translation>
    </message>
    <message>
        <source>Track {}, {}, {}</source>
        <translation>轨道 {}，{}，{}</translation>
    </message>
    <message>
        <source>Ungroup</source>
        <translation>取消编组</translation>
    </message>
    <message>
        <source>Untitled shot</source>
        <translation>未命名镜头</translation>
    </message>
    <message>
        <source>Use this frame as</source>
        <translation>将此帧用作</translation>
    </message>
    <message>
        <source>Variations</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>紫色</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>footage</source>
        <translation>素材</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>已静音</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>已计划</translation>
    </message>
    <message>
        <source>shot {}</source>
        <translation>镜头 {}</translation>
    </message>
    <message>
        <source>solo</source>
        <translation>独奏</translation>
    </message>
    <message>
        <source>sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>title</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>{} clips</source>
        <translation>{} 个片段</translation>
    </message>
    <message>
        <source>{} frames</source>
        <translation>{} 帧</translation>
    </message>
    <message>
        <source>{} min {} s</source>
        <translation>{} 分 {} 秒</translation>
    </message>
    <message>
        <source>{} s</source>
        <translation>{} 秒</translation>
    </message>
    <message>
        <source>{} takes</source>
        <translation>{} 个版本</translation>
    </message>
    <message>
        <source>{} tracks, {} clips, playhead at {}.</source>
        <translation>{} 条轨道，{} 个片段，播放头位于 {}。</translation>
    </message>
    <message>
        <source>{}, track {}</source>
        <translation>{}，轨道 {}</translation>
    </message>
</context>
<context>
    <name>Times</name>
    <message>
        <source>a few seconds</source>
        <translation>几秒钟</translation>
    </message>
    <message>
        <source>estimating</source>
        <translation>正在估计</translation>
    </message>
    <message>
        <source>{h} h {m} min</source>
        <translation>{h} 小时 {m} 分钟</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>还需 {time}</translation>
    </message>
</context>
<context>
    <name>Title</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>居中</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Dark ground behind the words</source>
        <translation>文字后加深色底</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Foot, as subtitles</source>
        <translation>底部（如对白字幕）</translation>
    </message>
    <message>
        <source>Lower third</source>
        <translation>下三分之一</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>字号</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>顶部</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>文字</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>A film of shots</source>
        <translation>由镜头组成的影片</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Describe a shot and press Generate (Ctrl+Return). Frames appear while the rest is still being made; Enough keeps what exists so far.</source>
        <translation>描述一个镜头，按“生成”（Ctrl+Return）。其余部分还在生成时画面就会出现；“到此为止”会保留已有部分。</translation>
    </message>
    <message>
        <source>Every clip here was made from words. Space plays. Drag a clip&apos;s edge past its end, and the studio goes on from there; click a gap, and it is filled with motion from both sides.</source>
        <translation>这里的每个片段都来自文字。空格键播放。把片段边缘拖过尽头，影片就从那里继续；点击空隙，就用两侧的动态把它填上。</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Nothing is lost</source>
        <translation>什么都不会丢</translation>
    </message>
    <message>
        <source>Say what happens</source>
        <translation>说说要发生什么</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>Whatever is made is a take of its shot. Compare takes here and choose; none is ever overwritten. Ctrl+E writes the film to a file, and ? shows every key.</source>
        <translation>每次生成都是镜头的一个版本。在这里对比并选择，旧的绝不会被覆盖。Ctrl+E 把影片写成文件，? 显示所有按键。</translation>
    </message>
</context>
<context>
    <name>UseFrame</name>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>@anna</source>
        <translation>@anna</translation>
    </message>
    <message>
        <source>A cast member needs a name of one word.</source>
        <translation>角色名必须是一个不含空格的词。</translation>
    </message>
    <message>
        <source>A frame on the way</source>
        <translation>途中的一帧</translation>
    </message>
    <message>
        <source>A new shot after this clip</source>
        <translation>此片段之后的新镜头</translation>
    </message>
    <message>
        <source>A picture in the bin</source>
        <translation>素材箱中的图片</translation>
    </message>
    <message>
        <source>At</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>首帧</translation>
    </message>
    <message>
        <source>It can begin or end a shot, be passed on the way, show who somebody is, or be kept as a picture.</source>
        <translation>它可以作镜头的开头或结尾、途中经过的画面、角色的样貌，或单独存为图片。</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>尾帧</translation>
    </message>
    <message>
        <source>Of which shot</source>
        <translation>哪个镜头</translation>
    </message>
    <message>
        <source>Shot</source>
        <translation>镜头</translation>
    </message>
    <message>
        <source>Somebody of the cast</source>
        <translation>一个角色</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Use this frame as…</source>
        <translation>将此帧用作…</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>谁</translation>
    </message>
</context>
<context>
    <name>Verb</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
</context>
<context>
    <name>WordsChoice</name>
    <message>
        <source>Own words…</source>
        <translation>自己写…</translation>
    </message>
</context>
</TS>
