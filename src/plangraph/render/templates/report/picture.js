(function () {
  var box = document.getElementById('mynetwork');
  var tip = document.getElementById('tip');

  function fit() {
    var scale = Math.min(1.15, box.clientWidth / frame[0], box.clientHeight / frame[1]);
    network.moveTo({ position: { x: frame[2][0], y: frame[2][1] }, scale: scale });
  }

  function zoom(factor) {
    network.moveTo({ scale: network.getScale() * factor });
  }

  function show(text, at) {
    tip.textContent = text;
    tip.hidden = false;
    tip.style.left = Math.max(0, Math.min(at.x + 14, box.clientWidth - tip.offsetWidth - 8)) + 'px';
    tip.style.top = Math.max(0, Math.min(at.y + 14, box.clientHeight - tip.offsetHeight - 8)) + 'px';
  }

  function hide() {
    tip.hidden = true;
  }

  network.on('hoverEdge', function (event) { show(edges.get(event.edge).tip, event.pointer.DOM); });
  network.on('hoverNode', function (event) { show(nodes.get(event.node).tip, event.pointer.DOM); });
  network.on('blurEdge', hide);
  network.on('blurNode', hide);
  network.on('click', function (event) {
    if (event.nodes.length) { show(nodes.get(event.nodes[0]).tip, event.pointer.DOM); }
    else if (event.edges.length) { show(edges.get(event.edges[0]).tip, event.pointer.DOM); }
    else { hide(); }
  });
  network.on('dragStart', hide);
  network.on('resize', fit);
  document.getElementById('zoom-in').addEventListener('click', function () { zoom(1.25); });
  document.getElementById('zoom-out').addEventListener('click', function () { zoom(0.8); });
  document.getElementById('zoom-all').addEventListener('click', fit);
  fit();
})();
