using Microsoft.ML;

namespace SimpleCnn.Data;

/// <summary>Images as ML.NET takes them, and what they show.</summary>
/// <param name="Rows">A data view with a row for each image.</param>
/// <param name="Labels">The class of each row, from 0.</param>
internal sealed record ImageSet(IDataView Rows, int[] Labels);
