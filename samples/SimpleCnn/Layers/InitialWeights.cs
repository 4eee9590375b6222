namespace SimpleCnn.Layers;

/// <summary>The numbers that training begins with.</summary>
internal static class InitialWeights
{
    /// <summary>As PyTorch's convolutions and linear layers begin: evenly from minus to plus one over the root of a neuron's inputs.</summary>
    public static float[] Uniform(int count, int inputs, Random random)
    {
        double bound = 1 / Math.Sqrt(inputs);
        var weights = new float[count];
        for (int i = 0; i < count; i++)
            weights[i] = (float)(((2 * random.NextDouble()) - 1) * bound);
        return weights;
    }
}
