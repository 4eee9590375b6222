namespace MlNetBatchNorm.Tests.Docs;

#region ReadmeClasses
// One row of the data, and one answer of the model; the properties are columns.
public sealed class ImageFile
{
    public string Path { get; set; } = "";
    public string Label { get; set; } = "";
}

public sealed class Prediction
{
    public string PredictedLabel { get; set; } = "";
    public float[] Score { get; set; } = [];
}
#endregion
