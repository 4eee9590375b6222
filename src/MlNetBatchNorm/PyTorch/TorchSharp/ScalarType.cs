namespace MlNetBatchNorm.PyTorch.TorchSharp;

/// <summary>PyTorch's numbers of types (c10/core/ScalarType.h), by the names that TorchSharp gives them.</summary>
internal enum ScalarType
{
    Byte = 0,
    Int8 = 1,
    Int16 = 2,
    Int32 = 3,
    Int64 = 4,
    Float16 = 5,
    Float32 = 6,
    Float64 = 7,
    ComplexFloat32 = 9,
    ComplexFloat64 = 10,
    Bool = 11,
    BFloat16 = 15,
}
