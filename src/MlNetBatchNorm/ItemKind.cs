namespace MlNetBatchNorm;

/// <summary>What an input column's vector holds. The numbers stand in model files and must not change.</summary>
internal enum ItemKind : byte
{
    /// <summary>Single in, Single out.</summary>
    Single = 0,

    /// <summary>Double in, Double out.</summary>
    Double = 1,

    /// <summary>Byte in, Single out.</summary>
    Byte = 2,
}
