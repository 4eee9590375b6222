using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Fitting;

/// <summary>Takes the next row.</summary>
/// <param name="moments">Its moments, one per column; of no meaning if it cannot be read.</param>
/// <param name="unreadable">Null; or why it cannot be read.</param>
internal delegate void RowReceiver(ChannelMoments[] moments, Exception? unreadable);
