namespace MlNetBatchNorm.Arguments;

/// <summary>The one home of the default values, which are PyTorch's; the batch size is this library's own.</summary>
internal static class Defaults
{
    public const int BatchSize = 32;
    public const float Epsilon = 1e-5f;
    public const float Momentum = 0.1f;
    public const bool Affine = true;
    public const bool TrackRunningStats = true;
}
