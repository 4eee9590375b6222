using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Reading;

/// <summary>A row that holds copies of some columns of a source, so that it outlasts the source's moving on.</summary>
internal sealed class CopiedRow : DataViewRow
{
    private readonly Dictionary<int, CopiedColumn> _columns;
    private DataViewRowId _id;
    private long _position = -1;
    private long _batch;

    public CopiedRow(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        Schema = schema;
        _columns = columns.ToDictionary(column => column.Index, CreateColumn);
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => _batch;

    /// <summary>The getters of a source's row by which <see cref="Read"/> copies it.</summary>
    public Getters GettersOf(DataViewRow source) =>
        new(source, source.GetIdGetter(), [.. _columns.Select(column => column.Value.GetterOf(source, Schema[column.Key]))]);

    /// <summary>Copies the source's current row.</summary>
    public void Read(Getters getters)
    {
        (_position, _batch) = (getters.Source.Position, getters.Source.Batch);
        getters.Id(ref _id);
        int i = 0;
        foreach (CopiedColumn column in _columns.Values)
            column.Read(getters.Columns[i++]);
    }

    /// <summary>Where the row is in its source.</summary>
    public DataViewRowId Id => _id;

    /// <summary>Whether a column's values can be copied.</summary>
    public static bool CanCopy(DataViewSchema.Column column) => column.Type is ImageDataViewType || DataViewUtils.AllCacheable([column]);

    /// <exception cref="ArgumentOutOfRangeException">The column's values are of another type.</exception>
    public static void CheckType<TValue>(DataViewSchema.Column column)
    {
        if (column.Type.RawType != typeof(TValue))
            throw Errors.Parameter(nameof(column), $"Column '{column.Name}' is {column.Type}, which a getter of {typeof(TValue)} cannot give.");
    }

    /// <summary>Copies the value of a column, whose type was checked, into a buffer of the caller's.</summary>
    public void Write<TValue>(int column, ref TValue destination) => _columns[column].Write(ref destination);

    public override bool IsColumnActive(DataViewSchema.Column column) => _columns.ContainsKey(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _id;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw Errors.InactiveColumn(column);
        CheckType<TValue>(column);
        return _columns[column.Index].Write;
    }

    /// <summary>An empty copy for a column's values.</summary>
    private static CopiedColumn CreateColumn(DataViewSchema.Column column)
    {
        Type type = column.Type.RawType;
        if (type == typeof(MLImage))
            return new CopiedImage();
        Type copied = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(CopiedVector<>).MakeGenericType(type.GetGenericArguments())
            : typeof(CopiedValue<>).MakeGenericType(type);
        return (CopiedColumn)Activator.CreateInstance(copied)!;
    }

    /// <summary>Getters of a source's row.</summary>
    internal sealed record Getters(DataViewRow Source, ValueGetter<DataViewRowId> Id, Delegate[] Columns);

    private sealed class CopiedValue<T> : CopiedColumn
    {
        private T _value = default!;

        public override Delegate GetterOf(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);

        public override void Read(Delegate getter) => ((ValueGetter<T>)getter)(ref _value);

        public override void Write<TValue>(ref TValue destination) => destination = Unsafe.As<T, TValue>(ref _value);
    }

    private sealed class CopiedVector<T> : CopiedColumn
    {
        private VBuffer<T> _value;

        public override Delegate GetterOf(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<VBuffer<T>>(column);

        public override void Read(Delegate getter) => ((ValueGetter<VBuffer<T>>)getter)(ref _value);

        public override void Write<TValue>(ref TValue destination) => _value.CopyTo(ref Unsafe.As<TValue, VBuffer<T>>(ref destination));
    }
}
