using System.Runtime.InteropServices;
using MlNetBatchNorm.Benchmarks.Layer;

namespace MlNetBatchNorm.Benchmarks.Peers;

/// <summary>oneDNN on one thread, as onednn.cpp calls it.</summary>
internal sealed unsafe class OneDnn : ILayerPeer
{
    private readonly nint _layer;
    private readonly delegate* unmanaged<nint, float*, float*, void> _evaluate;
    private readonly delegate* unmanaged<nint, float*, float*, void> _forward;
    private readonly delegate* unmanaged<nint, float*, float*, float*, void> _backward;

    public OneDnn(nint library, LayerCase batch)
    {
        var create = (delegate* unmanaged<long, long, long, int, float, nint>)NativeLibrary.GetExport(library, "create");
        _layer = create(batch.BatchSize, batch.Channels, batch.Side, batch.Layout == ChannelLayout.ChannelsLast ? 1 : 0, 1e-5f);
        if (_layer == 0)
            throw new NotSupportedException($"oneDNN has no batch normalization for {batch}.");
        _evaluate = (delegate* unmanaged<nint, float*, float*, void>)NativeLibrary.GetExport(library, "evaluate");
        _forward = (delegate* unmanaged<nint, float*, float*, void>)NativeLibrary.GetExport(library, "forward");
        _backward = (delegate* unmanaged<nint, float*, float*, float*, void>)NativeLibrary.GetExport(library, "backward");
    }

    /// <summary>oneDNN and what calls it; 0 where it is not installed.</summary>
    public static nint Load() => NativeLibraries.Load("onednn.cpp", "-fopenmp", "-ldnnl");

    public static string Version(nint library) =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "version"))())!;

    public void Evaluate(float[] input, float[] output)
    {
        fixed (float* x = input, y = output)
            _evaluate(_layer, x, y);
    }

    public void Forward(float[] input, float[] output)
    {
        fixed (float* x = input, y = output)
            _forward(_layer, x, y);
    }

    public void Backward(float[] input, float[] outputGradient, float[] inputGradient)
    {
        fixed (float* x = input, dy = outputGradient, dx = inputGradient)
            _backward(_layer, x, dy, dx);
    }
}
