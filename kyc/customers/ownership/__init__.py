"""Who ultimately owns or controls an entity: holdings as a graph, solved exactly. Pure."""
