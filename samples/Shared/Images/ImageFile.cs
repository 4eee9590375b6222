namespace Samples.Images;

/// <summary>One row of the data: an image's file and what it shows. The properties are the columns of the data view.</summary>
internal sealed record ImageFile
{
    /// <summary>The file's full path.</summary>
    public string Path { get; init; } = "";

    /// <summary>The name of the folder it lies in.</summary>
    public string Class { get; init; } = "";
}
