using System.CommandLine;
using System.CommandLine.Parsing;

namespace MlNetBatchNorm.Tool.Commands;

/// <summary>Arguments of the command line that are made of text.</summary>
internal static class Arguments
{
    public delegate bool TryParse<T>(string text, out T value);

    /// <summary>An option with a value of its own form; another one is refused with the form and the value.</summary>
    public static Option<T> Option<T>(string name, string helpName, string description, string form, TryParse<T> parse) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result => Parse(result, name, form, parse),
    };

    /// <summary>As <see cref="Option{T}(string, string, string, string, TryParse{T})"/>, with a value where it is not given.</summary>
    public static Option<T> Option<T>(string name, string helpName, string description, string form, TryParse<T> parse, T defaultValue)
    {
        Option<T> option = Option(name, helpName, description, form, parse);
        option.DefaultValueFactory = _ => defaultValue;
        return option;
    }

    private static T Parse<T>(ArgumentResult result, string name, string form, TryParse<T> parse)
    {
        string text = result.Tokens.Single().Value;
        if (!parse(text, out T value))
            result.AddError($"{name} must be {form}, but is '{text}'.");
        return value;
    }
}
