namespace MlNetBatchNorm.Tests.House;

/// <summary>The name of a type; a generic type may have the name of another.</summary>
internal readonly record struct TypeName(string Name, bool IsGeneric);
