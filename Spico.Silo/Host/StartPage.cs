using Spico.Silo.Host.Demo;

namespace Spico.Silo.Host;

/// <summary>What the person who started the server sees when it is ready, at a terminal or in a log.</summary>
internal static class StartPage
{
    public static void Show(HostSettings settings, DoorAddresses doors)
    {
        TextWriter page = Console.Out;
        page.WriteLine();
        page.WriteLine("  Spico is ready.");
        page.WriteLine();
        if (doors.Http is { } http)
        {
            Line(page, "WebSocket", $"ws{http["http".Length..]}/ws");
            Line(page, "Health", $"{http}/readyz");
        }

        Line(page, "TCP", doors.Tcp);
        Line(page, "gRPC", doors.Grpc);
        Line(page, "Text line", doors.Text is null ? null : $"nc {doors.Text.Replace(':', ' ')}");
        if (settings.HasSilo && settings.Spico.Demo)
        {
            page.WriteLine();
            page.WriteLine("  Sign in as one of the demo region:");
            foreach (DemoPerson person in DemoPeople.Professionals.Take(5).Append(DemoPeople.Administrator))
            {
                Line(page, person.Login, $"{person.Name}, {person.Profession}");
            }

            page.WriteLine($"  Everybody's password is {DemoRegion.Password}");
            page.WriteLine();
            page.WriteLine("  Try it: dotnet run --project clients/Spico.Terminal -- --login ines");
            page.WriteLine("  Then /dossiers lists the patients, and /dossier opens what is known and done for one.");
        }

        page.WriteLine();
        page.WriteLine("  Ctrl+C stops the server.");
        page.WriteLine();
    }

    private static void Line(TextWriter page, string name, string? value)
    {
        if (value is not null)
        {
            page.WriteLine($"    {name,-18}{value}");
        }
    }
}
