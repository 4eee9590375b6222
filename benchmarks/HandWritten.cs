using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Benchmarks;

/// <summary>What one writes without the library: a loop over pixels, in a CustomMapping.</summary>
internal static class HandWritten
{
    public static IDataView Transform(MLContext mlContext, IDataView view, BatchNormParameters parameters, int[] dimensions)
    {
        float[] mean = [.. parameters.RunningMean];
        float[] scale = [.. parameters.RunningVariance.Select(variance => 1 / MathF.Sqrt(variance + parameters.Epsilon))];
        SchemaDefinition input = SchemaDefinition.Create(typeof(Input));
        input[nameof(Input.Pixels)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, dimensions);
        SchemaDefinition output = SchemaDefinition.Create(typeof(Output));
        output[nameof(Output.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, dimensions);
        return mlContext.Transforms.CustomMapping<Input, Output>(
            (from, to) =>
            {
                to.Features = new float[from.Pixels.Length];
                Normalize(from.Pixels, to.Features, mean, scale, parameters.Layout);
            },
            contractName: null, input, output).Fit(view).Transform(view);
    }

    public static void Normalize(float[] pixels, float[] output, float[] mean, float[] scale, ChannelLayout layout)
    {
        int channels = mean.Length;
        int spatial = pixels.Length / channels;
        for (int i = 0; i < pixels.Length; i++)
        {
            int c = layout == ChannelLayout.ChannelsLast ? i % channels : i / spatial;
            output[i] = (pixels[i] - mean[c]) * scale[c];
        }
    }

    private sealed class Input
    {
        public float[] Pixels { get; set; } = [];
    }

    private sealed class Output
    {
        public float[] Features { get; set; } = [];
    }
}
