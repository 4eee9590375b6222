using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Onnx.Import;

/// <summary>Errors that name the file of the model, of which a program may have several.</summary>
internal static class ModelErrors
{
    /// <summary>A message that names the file.</summary>
    public static string Named(string message, string file) => $"{message} The model is '{file}'.";

    /// <summary>Names the file in whatever is wrong with a model.</summary>
    public static T Naming<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException fault)
        {
            throw Errors.Model(Named(fault.Message, file));
        }
        catch (InvalidOperationException fault)
        {
            throw Errors.Data(Named(fault.Message, file), fault.InnerException);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            string parameter = $" (Parameter '{fault.ParamName}')";
            throw Errors.Parameter(fault.ParamName!, Named(fault.Message.Replace(parameter, "", StringComparison.Ordinal), file));
        }
    }
}
