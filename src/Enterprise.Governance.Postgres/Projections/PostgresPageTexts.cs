using System.Collections.Concurrent;
using System.Collections.Immutable;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Postgres;

/// <summary>The statements of first pages, by what they depend on but for values. Thread-safe.</summary>
internal sealed class PostgresPageTexts
{
    // Queries are as many as hosts can think of; those of a dashboard are few.
    private const int Capacity = 256;

    private readonly ConcurrentDictionary<Shape, string> _texts = new();

    internal string? Find(ImmutableArray<PostgresProjectionColumn> columns, ProjectionQuery query) => _texts.GetValueOrDefault(new Shape(columns, query));

    internal void Keep(ImmutableArray<PostgresProjectionColumn> columns, ProjectionQuery query, string text)
    {
        if (_texts.Count < Capacity)
            _texts.TryAdd(new Shape(columns, query), text);
    }

    /// <summary>The columns are those of one look at the catalog: after another look the statement is written anew.</summary>
    private readonly struct Shape(ImmutableArray<PostgresProjectionColumn> columns, ProjectionQuery query) : IEquatable<Shape>
    {
        private readonly ImmutableArray<PostgresProjectionColumn> _columns = columns;
        private readonly ProjectionQuery _query = query;

        public bool Equals(Shape other)
        {
            if (_columns != other._columns || _query.Projection != other._query.Projection || _query.OrderBy != other._query.OrderBy || _query.Descending != other._query.Descending
                || _query.Limit != other._query.Limit || _query.Filters.Length != other._query.Filters.Length)
                return false;
            for (int i = 0; i < _query.Filters.Length; i++)
            {
                (ProjectionFilter one, ProjectionFilter two) = (_query.Filters[i], other._query.Filters[i]);
                if (one.Column != two.Column || one.Operator != two.Operator || one.Value is null != two.Value is null)
                    return false;
            }

            return true;
        }

        public override bool Equals(object? obj) => obj is Shape other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.Add(_query.Projection);
            hash.Add(_query.OrderBy);
            hash.Add(_query.Limit);
            foreach (ProjectionFilter filter in _query.Filters)
                hash.Add(filter.Column);
            return hash.ToHashCode();
        }
    }
}
