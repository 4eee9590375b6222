namespace MlNetBatchNorm.Columns;

/// <summary>What an input column holds. The numbers are written to model files and must not change.</summary>
internal enum ColumnKind : byte
{
    /// <summary>A vector of Single; Single out.</summary>
    Single = 0,

    /// <summary>A vector of Double; Double out.</summary>
    Double = 1,

    /// <summary>A vector of Byte; Single out.</summary>
    Byte = 2,

    /// <summary>An image; Single out.</summary>
    Image = 3,
}
