namespace ImageService.Learning;

/// <summary>A training image; the properties are columns.</summary>
/// <param name="Path">The file's path.</param>
/// <param name="Label">The class that the image shows.</param>
internal sealed record LabelledFile(string Path, string Label)
{
    /// <summary>The files below a folder that has one folder per class.</summary>
    public static IReadOnlyList<LabelledFile> Find(string folder) =>
    [
        .. from directory in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
           from path in Directory.EnumerateFiles(directory, "*.png").Order(StringComparer.Ordinal)
           select new LabelledFile(path, System.IO.Path.GetFileName(directory)),
    ];
}
