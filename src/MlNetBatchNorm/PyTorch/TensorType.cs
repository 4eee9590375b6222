namespace MlNetBatchNorm.PyTorch;

/// <summary>The types of items that a BatchNorm module's tensors may have in a file.</summary>
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

    /// <summary>torch.int32.</summary>
    Int32,

    /// <summary>torch.int64.</summary>
    Int64,
}
