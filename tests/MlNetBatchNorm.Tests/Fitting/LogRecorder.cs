using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Keeps what the library writes to a context's log.</summary>
internal sealed class LogRecorder
{
    private readonly List<LoggingEventArgs> _messages = [];

    public LogRecorder(MLContext ml) => ml.Log += (_, message) =>
    {
        if (message.Source.Contains("BatchNorm", StringComparison.Ordinal) && message.Kind > ChannelMessageKind.Trace)
            _messages.Add(message);
    };

    public IReadOnlyList<string> Infos => Texts(ChannelMessageKind.Info);

    public IReadOnlyList<string> Warnings => Texts(ChannelMessageKind.Warning);

    private List<string> Texts(ChannelMessageKind kind) => [.. _messages.Where(message => message.Kind == kind).Select(message => message.RawMessage)];
}
