using System.Collections.Immutable;
using Microsoft.ML.Data;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx.Import;
using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>Takes the sizes that a model leaves open from the column, where that knows them.</summary>
internal static class OpenSizes
{
    /// <summary>The input with all its dimensions; as it is where it has them, or where the column is not a vector of known size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column does not tell the sizes.</exception>
    public static ModelInput Close(ModelInput input, DataViewType column)
    {
        if (!input.IsOpen || column is not VectorDataViewType { IsKnownSize: true } vector)
            return input;
        ImmutableArray<long> sizes = [.. vector.Dimensions.Select(size => (long)size)];
        // A batch of one before the image, as ApplyOnnxModel makes its columns.
        if (sizes.Length == input.Dimensions.Length + 1 && sizes[0] == 1)
            sizes = sizes[1..];
        bool fits = sizes.Length == input.Dimensions.Length && input.Dimensions.Zip(sizes).All(pair => pair.First == 0 || pair.First == pair.Second);
        return fits ? input with { Dimensions = sizes } : OfLength(input, vector);
    }

    /// <summary>Of a vector without dimensions, one open size follows from the others.</summary>
    private static ModelInput OfLength(ModelInput input, VectorDataViewType vector)
    {
        long known = input.Dimensions.Where(size => size > 0).Aggregate(1L, (product, size) => Math.Min(int.MaxValue, product * size));
        if (input.Dimensions.Count(size => size == 0) == 1 && vector.Dimensions.Length == 1 && vector.Size % known == 0)
            return input with { Dimensions = [.. input.Dimensions.Select(size => size > 0 ? size : vector.Size / known)] };
        throw Errors.Column(input.Name, ModelErrors.Named(
            $"is of type {vector}, which does not tell the sizes that the model leaves open, {input.Text}. Give them in OnnxAdaptationOptions.ShapeDictionary, such as " +
            $"[\"{input.Name}\"] = [1, {string.Join(", ", input.Dimensions.Select(size => size > 0 ? $"{size}" : "224"))}].", input.ModelFile));
    }
}
