using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Statistics;

/// <summary>The exact moments of an input column's rows. Nobody changes moments that are in here.</summary>
internal sealed record ColumnMoments(ColumnShape Column, ExactMoments Moments);
