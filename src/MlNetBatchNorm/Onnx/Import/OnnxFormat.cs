using System.Diagnostics.CodeAnalysis;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Onnx.Import;

/// <summary>How the faults of an ONNX file are worded.</summary>
internal static class OnnxFormat
{
    /// <exception cref="FormatException">The condition does not hold.</exception>
    public static void Require([DoesNotReturnIf(false)] bool condition, string fault)
    {
        if (!condition)
            throw Fault(fault);
    }

    /// <summary>The error for a file that is not what it must be.</summary>
    public static Exception Fault(string fault) => Fault(fault, "Export the model again, or fetch an undamaged copy.");

    /// <summary>The error for a file that is not what it must be, with a remedy of its own.</summary>
    public static Exception Fault(string fault, string remedy) => Errors.Model($"The ONNX model cannot be read: {fault}. {remedy}");
}
