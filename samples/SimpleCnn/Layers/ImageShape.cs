namespace SimpleCnn.Layers;

/// <summary>The dimensions of an image or a feature map: one channel after the other, each row by row.</summary>
internal readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>The values of one channel.</summary>
    public int Plane => Height * Width;

    /// <summary>The values of all channels.</summary>
    public int Length => Channels * Plane;
}
