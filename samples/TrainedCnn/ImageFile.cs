namespace TrainedCnn;

/// <summary>A row of the data; the properties are columns.</summary>
internal sealed class ImageFile(string path)
{
    public string Path { get; } = path;

    /// <summary>The name of the folder that the image lies in.</summary>
    public string Class { get; } = Directory.GetParent(path)!.Name;
}
