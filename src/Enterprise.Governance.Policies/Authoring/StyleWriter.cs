using System.Text;
using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies.Authoring;

/// <summary>Writes a policy file in our style. One use.</summary>
internal sealed class StyleWriter
{
    private const int Width = 120, Step = 2;

    private static readonly string[] s_ruleKeys = [.. PolicyKeys.Rule.Union(PolicyKeys.List).Select(static key => $"\"{key}\"")];
    private static readonly string[] s_headKeys = [.. PolicyKeys.Header.Select(static key => $"\"{key}\"")];

    private readonly StringBuilder _text = new();

    // Where the line begins that is being written.
    private int _line;

    private delegate void ElementWriter(CommentedElement element, int indent, int reserve);

    internal string Write(CommentedElement root)
    {
        WriteLeading(root, indent: 0, keepBlanks: true, isFirst: true);
        if (root.Value.IsObject)
            WriteElements(root.Value, 0, WriteFileMember);
        else
            WriteElements(root.Value, 0, WriteRule);
        foreach (Comment comment in root.Trailing)
            WriteComment(comment, 0, keepBlank: true);
        return _text.Append('\n').ToString();
    }

    private void WriteFileMember(CommentedElement member, int indent, int reserve)
    {
        if (member.Name != "\"policies\"")
        {
            WriteElement(member, indent, reserve);
            return;
        }

        WriteName(member);
        WriteElements(member.Value, indent, WriteRule);
    }

    /// <summary>Writes a rule on one line; else what is short first, then a line for each other key; else, with comments between its keys, a line for each key.</summary>
    private void WriteRule(CommentedElement rule, int indent, int reserve)
    {
        CommentedValue ordered = rule.Value with { Elements = [.. rule.Value.Elements.OrderBy(static member => Array.IndexOf(s_ruleKeys, member.Name))] };
        CommentedElement[] head = [.. ordered.Elements.TakeWhile(static member => s_headKeys.Contains(member.Name))];
        if (Fits(ordered, reserve) || ordered.HasOwnComments || head.Any(static member => member.Value.Flat() is null))
        {
            WriteValue(ordered, indent, reserve);
            return;
        }

        _text.Append("{ ").AppendJoin(", ", head.Select(static member => $"{member.Name}: {member.Value.Flat()}"));
        for (int i = head.Length; i < ordered.Elements.Count; i++)
        {
            _text.Append(',');
            BeginLine(indent + Step, isBlankBefore: false);
            WriteElement(ordered.Elements[i], indent + Step, i == ordered.Elements.Count - 1 ? reserve + " }".Length : ",".Length);
        }

        _text.Append(" }");
    }

    private void WriteElement(CommentedElement element, int indent, int reserve)
    {
        WriteName(element);
        WriteValue(element.Value, indent, reserve);
    }

    private void WriteName(CommentedElement element)
    {
        if (element.Name is not null)
            _text.Append(element.Name).Append(": ");
    }

    private void WriteValue(CommentedValue value, int indent, int reserve)
    {
        if (Fits(value, reserve))
            _text.Append(value.Flat());
        else
            WriteElements(value, indent, WriteElement);
    }

    /// <summary>Tells whether the value and <paramref name="reserve"/> columns behind it have room on the line.</summary>
    private bool Fits(CommentedValue value, int reserve) =>
        !value.IsContainer || (value.Flat() is { } flat && _text.Length - _line + flat.Length + reserve <= Width);

    /// <summary>Writes an object or array with a line for each element. Empty lines stay in arrays.</summary>
    private void WriteElements(CommentedValue value, int indent, ElementWriter write)
    {
        if (value.Elements.Count == 0 && value.Last.Count == 0)
        {
            _text.Append(value.Flat());
            return;
        }

        _text.Append(value.IsObject ? '{' : '[');
        foreach ((int i, CommentedElement element) in value.Elements.Index())
        {
            bool isLast = i == value.Elements.Count - 1;
            WriteLeading(element, indent + Step, keepBlanks: !value.IsObject, isFirst: i == 0);
            write(element, indent + Step, isLast ? 0 : ",".Length);
            _text.Append(isLast ? "" : ",");
            foreach (Comment comment in element.Trailing)
                _text.Append(' ').Append(comment.Text);
        }

        foreach ((int i, Comment comment) in value.Last.Index())
            WriteComment(comment, indent + Step, keepBlank: !value.IsObject && (i > 0 || value.Elements.Count > 0));
        BeginLine(indent, isBlankBefore: false);
        _text.Append(value.IsObject ? '}' : ']');
    }

    /// <summary>Writes the comments before an element, each on a line of its own, and begins the line of the element.</summary>
    private void WriteLeading(CommentedElement element, int indent, bool keepBlanks, bool isFirst)
    {
        foreach (Comment comment in element.Leading)
        {
            WriteComment(comment, indent, keepBlanks && !isFirst);
            isFirst = false;
        }

        BeginLine(indent, element.BlankBefore && keepBlanks && !isFirst);
    }

    private void WriteComment(Comment comment, int indent, bool keepBlank)
    {
        BeginLine(indent, comment.BlankBefore && keepBlank);
        _text.Append(comment.Text);
    }

    private void BeginLine(int indent, bool isBlankBefore)
    {
        if (_text.Length > 0)
            _text.Append(isBlankBefore ? "\n\n" : "\n");
        _line = _text.Length;
        _text.Append(' ', indent);
    }
}
