namespace MlNetBatchNorm.PyTorch;

/// <summary>The types of items that a BatchNorm module's tensors may have in a file, by PyTorch's names; the integers are those of a counter.</summary>
internal enum TensorType
{
    /// <summary>torch.float16.</summary>
    Half,

    /// <summary>torch.bfloat16: the upper half of a float.</summary>
    BFloat16,

    /// <summary>torch.float32.</summary>
    Single,

    /// <summary>torch.float64.</summary>
    Double,

    /// <summary>torch.int8.</summary>
    Int8,

    /// <summary>torch.uint8.</summary>
    UInt8,

    /// <summary>torch.int16.</summary>
    Int16,

    /// <summary>torch.uint16.</summary>
    UInt16,

    /// <summary>torch.int32.</summary>
    Int32,

    /// <summary>torch.uint32.</summary>
    UInt32,

    /// <summary>torch.int64.</summary>
    Int64,

    /// <summary>torch.uint64.</summary>
    UInt64,
}
