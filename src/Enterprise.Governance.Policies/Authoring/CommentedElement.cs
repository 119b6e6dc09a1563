namespace Enterprise.Governance.Policies.Authoring;

/// <summary>A member of an object, an item of an array, or the root, with the comments that belong to it.</summary>
/// <param name="Name">The member's name as it stands in the file, or <see langword="null"/>.</param>
/// <param name="Value">The value.</param>
/// <param name="Leading">The comments before it.</param>
/// <param name="BlankBefore">Whether an empty line stands between it and what comes before.</param>
internal sealed record CommentedElement(string? Name, CommentedValue Value, List<Comment> Leading, bool BlankBefore)
{
    /// <summary>Gets the comments behind it on its last line.</summary>
    internal List<Comment> Trailing { get; } = [];

    internal bool HasComments => Leading.Count > 0 || Trailing.Count > 0;
}
