namespace ReferenceServer.Dashboard.Sessions;

/// <summary>Where to go after the sign-in: a page of this site, whatever the address says.</summary>
internal static class ReturnAddress
{
    internal static string SignIn(string page) => page == "/" ? "/signin" : $"/signin?return={Uri.EscapeDataString(page)}";

    /// <summary>Returns the page, or the first one if it is not a path of this site.</summary>
    internal static string Local(string? page) => page is ['/', ..] && (page.Length == 1 || page[1] is not ('/' or '\\')) && !page.Any(char.IsControl) ? page : "/";
}
