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

    internal string? Find(ProjectionDefinition definition, ImmutableArray<PostgresProjectionColumn> columns, ProjectionQuery query) => _texts.GetValueOrDefault(new Shape(definition, columns, query));

    internal void Keep(ProjectionDefinition definition, ImmutableArray<PostgresProjectionColumn> columns, ProjectionQuery query, string text)
    {
        // Most of them may be of columns that have been looked up again since, which nobody asks for any more.
        if (_texts.Count >= Capacity)
            _texts.Clear();
        _texts.TryAdd(new Shape(definition, columns, query), text);
    }

    /// <summary>The columns are those of one look at the catalog: after another look the statement is written anew.</summary>
    private readonly struct Shape(ProjectionDefinition definition, ImmutableArray<PostgresProjectionColumn> columns, ProjectionQuery query) : IEquatable<Shape>
    {
        private readonly ProjectionDefinition _definition = definition;
        private readonly ImmutableArray<PostgresProjectionColumn> _columns = columns;
        private readonly ProjectionQuery _query = query;

        public bool Equals(Shape other)
        {
            if (_columns != other._columns || _definition.Name != other._definition.Name || _query.OrderBy != other._query.OrderBy || _query.Descending != other._query.Descending
                || _query.Limit != other._query.Limit || _query.Filters.Length != other._query.Filters.Length
                || !(ReferenceEquals(_definition, other._definition) || _definition.Key.SequenceEqual(other._definition.Key, StringComparer.Ordinal)))
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
            hash.Add(_definition.Name);
            hash.Add(_query.OrderBy);
            hash.Add(_query.Limit);
            foreach (ProjectionFilter filter in _query.Filters)
                hash.Add(filter.Column);
            return hash.ToHashCode();
        }
    }
}
