using Spico.Silo.Accounts;
using Spico.Silo.Files;
using Spico.Silo.Traces;

namespace Spico.Silo.Host;

/// <summary>What decides how the process is composed, read once before anything is built.</summary>
internal sealed class HostSettings
{
    private HostSettings(HostRole role, string environment, IConfiguration configuration)
    {
        Role = role;
        Bind(configuration, "Spico", Spico);
        IsProduction = Spico.Mode.Length > 0
            ? !Spico.Mode.Equals("development", StringComparison.OrdinalIgnoreCase)
            : !environment.Equals(Environments.Development, StringComparison.OrdinalIgnoreCase);

        // What only development may have is off in production unless somebody asks for it, and then refused aloud.
        Spico.Demo = Doors.Text.IsOpen = !IsProduction;
        Silo.IsClustered = role != HostRole.All;
        Bind(configuration, "Spico", Spico);
        Bind(configuration, "Spico:Doors", Doors);
        Bind(configuration, "Spico:Silo", Silo);
        Bind(configuration, "Spico:Accounts", Accounts);
        Bind(configuration, "Spico:Files", Files);
        Bind(configuration, "Spico:Traces", Traces);
        TracesRegistration.Complete(Traces, Silo);
        if (Accounts.KeysFolder.Length == 0)
        {
            Accounts.KeysFolder = Silo.KeysFolderInForce;
        }
    }

    public HostRole Role { get; }

    /// <summary>Settings that are no number where one is wanted.</summary>
    public HashSet<string> Unreadable { get; } = [];

    public bool IsProduction { get; }

    public SpicoOptions Spico { get; } = new();

    public DoorsOptions Doors { get; } = new();

    public SiloOptions Silo { get; } = new();

    public AccountOptions Accounts { get; } = new();

    public FilesOptions Files { get; } = new();

    public TraceOptions Traces { get; } = new();

    public bool HasSilo => Role is not HostRole.Gateway;

    public bool HasGateway => Role is not HostRole.Silo;

    /// <summary>The doors this process opens.</summary>
    public IEnumerable<(string Name, DoorOptions Door)> OpenDoors =>
        Doors.All().Where(each => each.Door.IsOpen && (HasGateway || each.Name == nameof(DoorsOptions.Http)));

    public static HostSettings From(HostRole role, string environment, IConfiguration configuration) =>
        new(role, environment, configuration);

    private void Bind(IConfiguration configuration, string section, object options)
    {
        try
        {
            configuration.GetSection(section).Bind(options);
        }
        catch (InvalidOperationException exception) when (StartRefusal.IsUnreadable(exception))
        {
            Unreadable.Add(exception.Message);
        }
    }
}
