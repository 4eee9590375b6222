namespace ImagePipeline.Learning;

/// <summary>By how much one pipeline names more images right than another, over several divisions of the images.</summary>
/// <param name="Mean">The mean difference of the shares.</param>
/// <param name="Margin">Half the width of its 95 % interval.</param>
internal sealed record Difference(double Mean, double Margin)
{
    /// <summary>Student's t for 95 %, for 1, 2, 3... degrees of freedom.</summary>
    private static readonly double[] StudentT =
        [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093];

    public static int MaxDivisions => StudentT.Length + 1;

    /// <summary>Whether the interval leaves no doubt about the sign.</summary>
    public bool IsClear => Math.Abs(Mean) > Margin;

    /// <param name="differences">The difference in each division, two or more.</param>
    /// <param name="testToTrain">
    /// Test images for each training image. The divisions share images, so their differences vary less than those of new images would; Nadeau
    /// and Bengio, "Inference for the Generalization Error", 2003, add this share to the variance of the mean.
    /// </param>
    public static Difference Of(IReadOnlyList<double> differences, double testToTrain)
    {
        double mean = differences.Average();
        double variance = differences.Sum(difference => Math.Pow(difference - mean, 2)) / (differences.Count - 1);
        return new Difference(mean, StudentT[differences.Count - 2] * Math.Sqrt(variance * ((1.0 / differences.Count) + testToTrain)));
    }
}
