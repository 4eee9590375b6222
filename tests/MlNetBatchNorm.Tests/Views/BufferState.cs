namespace MlNetBatchNorm.Tests.Views;

/// <summary>What a caller's buffer may hold when it comes to a getter.</summary>
internal enum BufferState
{
    Empty,
    Shorter,
    Longer,
    Sparse,
    SparseAndLarge,
}
