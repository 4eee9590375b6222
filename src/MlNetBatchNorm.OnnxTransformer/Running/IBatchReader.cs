using Microsoft.ML.OnnxRuntime;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>Reads the images of a column, some at a time, into one buffer.</summary>
internal interface IBatchReader : IDisposable
{
    /// <summary>Reads the next rows over the last ones.</summary>
    /// <returns>How many; 0 when there are no more.</returns>
    int Read();

    /// <summary>The rows that were read last, as a tensor; valid until the next are read.</summary>
    OrtValue Images();
}
