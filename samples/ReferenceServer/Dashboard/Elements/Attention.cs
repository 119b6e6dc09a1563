namespace ReferenceServer.Dashboard.Elements;

/// <summary>Whether anybody can see the page of this circuit. Hidden pages ask the database more rarely.</summary>
internal sealed class Attention
{
    /// <summary>Occurs when the page comes into view.</summary>
    internal event Action? Returned;

    internal bool IsHidden { get; private set; }

    internal void Set(bool isHidden)
    {
        bool returns = IsHidden && !isHidden;
        IsHidden = isHidden;
        if (returns)
            Returned?.Invoke();
    }
}
