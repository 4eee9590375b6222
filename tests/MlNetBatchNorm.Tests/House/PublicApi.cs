using System.Globalization;
using System.Reflection;
using System.Text;

namespace MlNetBatchNorm.Tests.House;

/// <summary>Renders the public types and members of an assembly as text, in an order that does not change.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Type[] Roots = [typeof(object), typeof(ValueType), typeof(Enum)];

    private static readonly Dictionary<string, string> Operators = new()
    {
        ["op_Equality"] = "operator ==",
        ["op_Inequality"] = "operator !=",
    };

    /// <summary>The public API is that of PublicApi.txt in a folder of the tests.</summary>
    public static void AssertReviewed(Assembly assembly, string folder)
    {
        string path = Path.Combine(Repository.Root, "tests", "MlNetBatchNorm.Tests", folder);
        string actual = Describe(assembly);
        string expected = File.ReadAllText(Path.Combine(path, "PublicApi.txt")).ReplaceLineEndings("\n");
        if (actual != expected)
            File.WriteAllText(Path.Combine(path, "PublicApi.received.txt"), actual);
        Assert.True(actual == expected, "The public API changed. Review PublicApi.received.txt, and if it is right, let it replace PublicApi.txt.");
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{KindOf(type)} {type.FullName}{BasesOf(type)}\n");
            foreach (string member in type.GetMembers(Declared).Select(DescribeMember).OfType<string>().Order(StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"  {member}\n");
        }

        return text.ToString();
    }

    /// <summary>The kind of a type, as in its declaration.</summary>
    public static string KindOf(Type type) => type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsAbstract ? "static class" : "class";

    /// <summary>The public base class, unless every type of the kind has it, and the public interfaces that do not come with another one.</summary>
    private static string BasesOf(Type type)
    {
        Type[] bases = type.BaseType is { IsVisible: true } parent && !Roots.Contains(parent) ? [parent] : [];
        IEnumerable<Type> inherited = type.GetInterfaces().Append(type.BaseType ?? type).SelectMany(other => other == type ? [] : other.GetInterfaces());
        Type[] interfaces = [.. type.GetInterfaces().Except(inherited).Where(other => other.IsVisible).OrderBy(NameOf, StringComparer.Ordinal)];
        return bases.Length + interfaces.Length == 0 ? "" : $" : {string.Join(", ", bases.Concat(interfaces).Select(NameOf))}";
    }

    /// <summary>A member's name as in its declaration.</summary>
    public static string NameOf(MemberInfo member) => member is MethodInfo method
        ? Operators.GetValueOrDefault(method.Name, method.Name) + (method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "")
        : member.Name;

    /// <summary>A member's signature; null for members that stand for others, such as accessors.</summary>
    public static string? DescribeMember(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } field when field.FieldType == typeof(string) => $"String {field.Name} = {field.GetRawConstantValue()}",
        FieldInfo { IsSpecialName: false } field => field.IsLiteral
            ? string.Create(CultureInfo.InvariantCulture, $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}")
            : $"{NameOf(field.FieldType)} {field.Name}",
        PropertyInfo property => $"{NameOf(Nullability.Create(property))} {property.Name} {{ get;{SetterOf(property)} }}",
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method when !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal) =>
            $"{StaticOf(method)}{NameOf(Nullability.Create(method.ReturnParameter))} {NameOf(member)}({Parameters(method)})",
        _ => null,
    };

    private static string StaticOf(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string SetterOf(PropertyInfo property) => property.SetMethod is not { IsPublic: true } setter ? ""
        : setter.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " init;" : " set;";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Describe));

    private static string Describe(ParameterInfo parameter)
    {
        string value = parameter.HasDefaultValue
            ? string.Create(CultureInfo.InvariantCulture, $" = {parameter.DefaultValue ?? "null"}")
            : "";
        return $"{NameOf(Nullability.Create(parameter))} {parameter.Name}{value}";
    }

    private static string NameOf(NullabilityInfo info)
    {
        bool nullable = info.ReadState == NullabilityState.Nullable && !info.Type.IsValueType;
        return NameOf(info.Type) + (nullable ? "?" : "");
    }

    private static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return NameOf(underlying) + "?";
        if (type.IsArray)
            return NameOf(type.GetElementType()!) + "[]";
        return type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : type.Name;
    }
}
