namespace MlNetBatchNorm.Images;

/// <summary>Takes decoded rows of pixels, red, green, blue and alpha, as they come; they may be written over.</summary>
/// <param name="rows">The rows, with what may be read past their end.</param>
/// <param name="stride">The bytes from one row to the next.</param>
/// <param name="left">The column of the image that the rows begin with.</param>
/// <param name="top">The number of the first row in the image.</param>
/// <param name="count">The number of rows.</param>
internal delegate void RowsReceiver(Span<byte> rows, int stride, int left, int top, int count);
